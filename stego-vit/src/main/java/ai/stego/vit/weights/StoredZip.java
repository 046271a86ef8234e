package ai.stego.vit.weights;

import ai.stego.tensor.io.FormatException;
import ai.stego.tensor.io.MappedFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Finds the entries of a zip archive whose entries are stored as they are, as torch writes them, so
 * that they can be read in place. Compressed entries are refused: torch writes none, and a few
 * bytes could unpack to any size. Zip64 is understood. Source: PKWARE's APPNOTE, sections 4.3 to
 * 4.5.
 */
final class StoredZip {
  private static final int END_SIGNATURE = 0x06054b50;
  private static final int END_BYTES = 22;
  private static final int END64_SIGNATURE = 0x06064b50;
  private static final int END64_BYTES = 56;
  private static final int LOCATOR_SIGNATURE = 0x07064b50;
  private static final int LOCATOR_BYTES = 20;
  private static final int DIRECTORY_SIGNATURE = 0x02014b50;
  private static final int DIRECTORY_BYTES = 46;
  private static final int LOCAL_SIGNATURE = 0x04034b50;
  private static final int LOCAL_BYTES = 30;
  private static final int ZIP64_EXTRA = 1;
  private static final int MAX_COMMENT = 65_535;
  private static final long MAX_DIRECTORY = 16L << 20;
  private static final long SATURATED = 0xFFFFFFFFL;

  /** Where an entry's bytes are, from the file's start. */
  record Entry(long offset, long bytes) {}

  private final MappedFile file;
  private final Map<String, Entry> entries = new LinkedHashMap<>();

  private StoredZip(MappedFile file) {
    this.file = file;
  }

  static Map<String, Entry> read(MappedFile file) throws FormatException {
    StoredZip zip = new StoredZip(file);
    zip.readDirectory(zip.findEnd());
    return zip.entries;
  }

  private long findEnd() throws FormatException {
    int count = (int) Math.min(file.size(), END_BYTES + MAX_COMMENT);
    ByteBuffer tail = bytes(file.size() - count, count);
    for (int at = count - END_BYTES; at >= 0; at--) {
      if (tail.getInt(at) == END_SIGNATURE
          && u16(tail, at + END_BYTES - 2) == count - END_BYTES - at) {
        return file.size() - count + at;
      }
    }
    throw fault("the zip archive has no end: truncated or damaged", file.size());
  }

  private void readDirectory(long end) throws FormatException {
    ByteBuffer record = bytes(end, END_BYTES);
    long size = u32(record, 12);
    long start = u32(record, 16);
    if (size == SATURATED || start == SATURATED || u16(record, 10) == 0xFFFF) {
      ByteBuffer record64 = end64(end);
      size = record64.getLong(40);
      start = record64.getLong(48);
    }
    if (size < 0 || size > MAX_DIRECTORY || start < 0 || start > end - size) {
      throw fault("the zip directory does not fit the file", end);
    }
    ByteBuffer directory = bytes(start, (int) size);
    int at = 0;
    while (at < size) {
      at = readEntry(directory, at, start);
    }
  }

  private ByteBuffer end64(long end) throws FormatException {
    ByteBuffer locator = bytes(end - LOCATOR_BYTES, LOCATOR_BYTES);
    if (locator.getInt(0) != LOCATOR_SIGNATURE) {
      throw fault("the zip64 directory is missing", end);
    }
    ByteBuffer record = bytes(locator.getLong(8), END64_BYTES);
    if (record.getInt(0) != END64_SIGNATURE) {
      throw fault("the zip64 directory is damaged", end);
    }
    return record;
  }

  private int readEntry(ByteBuffer directory, int at, long start) throws FormatException {
    if (directory.capacity() - at < DIRECTORY_BYTES
        || directory.getInt(at) != DIRECTORY_SIGNATURE) {
      throw fault("the zip directory is damaged", start + at);
    }
    int nameBytes = u16(directory, at + 28);
    int extraBytes = u16(directory, at + 30);
    int next = at + DIRECTORY_BYTES + nameBytes + extraBytes + u16(directory, at + 32);
    if (next > directory.capacity()) {
      throw fault("the zip directory is damaged", start + at);
    }
    String name = text(directory, at + DIRECTORY_BYTES, nameBytes);
    if ((u16(directory, at + 8) & 1) != 0 || u16(directory, at + 10) != 0) {
      throw fault("zip entry " + name + " is compressed or encrypted, torch stores it", start + at);
    }
    // Size and position, in the order that the zip64 field has them when they do not fit.
    long[] sizes = {u32(directory, at + 24), u32(directory, at + 20), u32(directory, at + 42)};
    ByteBuffer extra = directory.slice(at + DIRECTORY_BYTES + nameBytes, extraBytes);
    widen(sizes, extra.order(ByteOrder.LITTLE_ENDIAN));
    if (sizes[0] != sizes[1]) {
      throw fault("zip entry " + name + " has two sizes", start + at);
    }
    if (entries.put(name, entry(name, sizes[2], sizes[0])) != null) {
      throw fault("zip entry " + name + " is there twice", start + at);
    }
    return next;
  }

  private static void widen(long[] sizes, ByteBuffer extra) {
    for (int at = 0; at + 4 <= extra.capacity(); at += 4 + u16(extra, at + 2)) {
      if (u16(extra, at) == ZIP64_EXTRA) {
        int field = at + 4;
        for (int i = 0; i < sizes.length; i++) {
          if (sizes[i] == SATURATED && field + Long.BYTES <= extra.capacity()) {
            sizes[i] = extra.getLong(field);
            field += Long.BYTES;
          }
        }
        return;
      }
    }
  }

  private Entry entry(String name, long local, long bytes) throws FormatException {
    ByteBuffer header = bytes(local, LOCAL_BYTES);
    int nameBytes = u16(header, 26);
    if (header.getInt(0) != LOCAL_SIGNATURE
        || !text(bytes(local + LOCAL_BYTES, nameBytes), 0, nameBytes).equals(name)) {
      throw fault("zip entry " + name + " is not where the directory says", local);
    }
    long offset = local + LOCAL_BYTES + nameBytes + u16(header, 28);
    if (bytes < 0 || offset > file.size() || bytes > file.size() - offset) {
      throw fault("zip entry " + name + " of " + bytes + " bytes does not fit the file", offset);
    }
    return new Entry(offset, bytes);
  }

  private ByteBuffer bytes(long offset, int count) throws FormatException {
    if (offset < 0 || offset > file.size() - count) {
      throw fault("the zip archive is truncated or damaged", Math.max(0, offset));
    }
    byte[] bytes = new byte[count];
    file.read(offset, bytes, count);
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static String text(ByteBuffer bytes, int at, int count) {
    byte[] text = new byte[count];
    bytes.get(at, text);
    return new String(text, StandardCharsets.UTF_8);
  }

  private static int u16(ByteBuffer bytes, int at) {
    return Short.toUnsignedInt(bytes.getShort(at));
  }

  private static long u32(ByteBuffer bytes, int at) {
    return Integer.toUnsignedLong(bytes.getInt(at));
  }

  private FormatException fault(String what, long offset) {
    return new FormatException(file.path().toString(), what, offset);
  }
}

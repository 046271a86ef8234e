package ai.stego.vit.weights;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Builds pickles and torch archives by hand, hostile ones too. */
final class PickleBytes {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final Map<String, byte[]> storages = new LinkedHashMap<>();

  PickleBytes() {
    op(0x80).op(2);
  }

  PickleBytes op(int... bytes) {
    for (int b : bytes) {
      out.write(b);
    }
    return this;
  }

  PickleBytes ascii(String text) {
    out.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    return this;
  }

  PickleBytes text(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    op('X').int32(bytes.length);
    out.writeBytes(bytes);
    return this;
  }

  PickleBytes int32(long value) {
    return op((int) value, (int) (value >> 8), (int) (value >> 16), (int) (value >> 24));
  }

  PickleBytes integer(long value) {
    op(0x8a, 8);
    out.writeBytes(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array());
    return this;
  }

  PickleBytes global(String module, String name) {
    return op('c').ascii(module + "\n" + name + "\n");
  }

  PickleBytes tuple(long... values) {
    op('(');
    for (long value : values) {
      integer(value);
    }
    return op('t');
  }

  /** A float tensor as torch pickles it, over a storage of the given claimed count. */
  PickleBytes tensor(String key, long count, long offset, long[] size, long[] stride) {
    global("torch._utils", "_rebuild_tensor_v2").op('(', '(');
    text("storage").global("torch", "FloatStorage").text(key).text("cpu").integer(count);
    op('t', 'Q').integer(offset).tuple(size).tuple(stride);
    return op(0x89).global("collections", "OrderedDict").op(')', 'R', 't', 'R');
  }

  PickleBytes storage(String key, float... values) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      bytes.putFloat(value);
    }
    storages.put(key, bytes.array());
    return this;
  }

  byte[] bytes() {
    return out.toByteArray();
  }

  /** Stops the pickle and writes it as torch's zip archive, uncompressed. */
  Path zip(Path path) throws IOException {
    op('.');
    try (OutputStream file = Files.newOutputStream(path);
        ZipOutputStream zip = new ZipOutputStream(file)) {
      stored(zip, "archive/data.pkl", bytes());
      storages.forEach((key, values) -> stored(zip, "archive/data/" + key, values));
    }
    return path;
  }

  static void stored(ZipOutputStream zip, String name, byte[] contents) {
    ZipEntry entry = new ZipEntry(name);
    CRC32 crc = new CRC32();
    crc.update(contents);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(contents.length);
    entry.setCrc(crc.getValue());
    try {
      zip.putNextEntry(entry);
      zip.write(contents);
      zip.closeEntry();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

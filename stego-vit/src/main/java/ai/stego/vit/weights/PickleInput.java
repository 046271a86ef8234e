package ai.stego.vit.weights;

import ai.stego.tensor.io.FormatException;
import ai.stego.tensor.io.MappedFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Reads the pieces of a pickle from a range of a file; never past its end. */
final class PickleInput {
  /** No honest pickle is larger: tensors' values lie outside of it. */
  static final long MAX_BYTES = 64L << 20;

  private static final int MAX_LINE = 1000;
  private static final int BUFFER_BYTES = 8192;

  private final MappedFile file;
  private final long end;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private final byte[] number = new byte[Long.BYTES];
  private long bufferStart;
  private int buffered;
  private int next;

  PickleInput(MappedFile file, long start, long end) {
    this.file = file;
    this.bufferStart = start;
    this.end = Math.min(end, start + MAX_BYTES);
  }

  long position() {
    return bufferStart + next;
  }

  int u8() throws FormatException {
    if (next == buffered) {
      bufferStart += buffered;
      buffered = (int) Math.min(BUFFER_BYTES, end - bufferStart);
      next = 0;
      if (buffered <= 0) {
        buffered = 0;
        throw fault("the pickle ends in the middle");
      }
      file.read(bufferStart, buffer, buffered);
    }
    return buffer[next++] & 0xFF;
  }

  /** A little-endian number of 1 to 8 bytes, unsigned unless it has 8. */
  long number(int bytes) throws FormatException {
    long value = 0;
    for (int i = 0; i < bytes; i++) {
      value |= (long) u8() << (8 * i);
    }
    return value;
  }

  double bigEndianDouble() throws FormatException {
    for (int i = 0; i < number.length; i++) {
      number[i] = (byte) u8();
    }
    return ByteBuffer.wrap(number).order(ByteOrder.BIG_ENDIAN).getDouble();
  }

  byte[] bytes(long count) throws FormatException {
    if (count < 0 || count > end - position()) {
      throw fault("a text or number of " + Long.toUnsignedString(count) + " bytes does not fit");
    }
    byte[] bytes = new byte[(int) count];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) u8();
    }
    return bytes;
  }

  String utf8(long count) throws FormatException {
    byte[] bytes = bytes(count);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw fault("a text is not valid UTF-8");
    }
  }

  String latin1(long count) throws FormatException {
    return new String(bytes(count), StandardCharsets.ISO_8859_1);
  }

  String line() throws FormatException {
    StringBuilder line = new StringBuilder();
    for (int c = u8(); c != '\n'; c = u8()) {
      if (line.length() == MAX_LINE) {
        throw fault("a line of over " + MAX_LINE + " characters");
      }
      line.append((char) c);
    }
    return line.toString();
  }

  FormatException fault(String what) {
    return new FormatException(file.path().toString(), what, position());
  }
}

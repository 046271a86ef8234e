package ai.stego.train.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/** Takes event files apart again, with protobuf's own parser and without the writer's code. */
final class EventFile {
  private EventFile() {}

  /** The whole records of a file, with their checksums checked; a cut last one is left out. */
  static List<byte[]> records(Path file) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    List<byte[]> records = new ArrayList<>();
    while (bytes.remaining() >= 12) {
      byte[] length = new byte[8];
      bytes.mark().get(length).reset();
      int size = Math.toIntExact(bytes.getLong());
      assertEquals(masked(length), bytes.getInt(), "checksum of the length");
      if (bytes.remaining() < size + 4) {
        break;
      }
      byte[] record = new byte[size];
      bytes.get(record);
      assertEquals(masked(record), bytes.getInt(), "checksum of the record");
      records.add(record);
    }
    return records;
  }

  private static int masked(byte[] bytes) {
    CRC32C checksum = new CRC32C();
    checksum.update(bytes);
    long crc = checksum.getValue();
    return (int) (((crc >>> 15 | crc << 17) & 0xFFFFFFFFL) + 0xA282EAD8L);
  }

  /** The fields of a message: numbers as Long or Double or Float, the rest as bytes. */
  static Map<Integer, Object> fields(byte[] message) throws IOException {
    CodedInputStream in = CodedInputStream.newInstance(message);
    Map<Integer, Object> fields = new TreeMap<>();
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      Object value =
          switch (WireFormat.getTagWireType(tag)) {
            case WireFormat.WIRETYPE_VARINT -> in.readInt64();
            case WireFormat.WIRETYPE_FIXED64 -> in.readDouble();
            case WireFormat.WIRETYPE_FIXED32 -> in.readFloat();
            case WireFormat.WIRETYPE_LENGTH_DELIMITED -> in.readByteArray();
            default -> throw new IOException("wire type of tag " + tag);
          };
      fields.put(WireFormat.getTagFieldNumber(tag), value);
    }
    return fields;
  }

  /** The message inside a message at a path of field numbers. */
  static Map<Integer, Object> inside(byte[] message, int... path) throws IOException {
    Map<Integer, Object> fields = fields(message);
    for (int number : path) {
      fields = fields((byte[]) fields.get(number));
    }
    return fields;
  }

  /** Packed doubles. */
  static double[] doubles(Object packed) throws IOException {
    byte[] bytes = (byte[]) packed;
    CodedInputStream in = CodedInputStream.newInstance(bytes);
    double[] values = new double[bytes.length / Double.BYTES];
    for (int i = 0; i < values.length; i++) {
      values[i] = in.readDouble();
    }
    return values;
  }
}

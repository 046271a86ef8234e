package ai.stego.tensor.io;

import ai.stego.tensor.InputException;
import ai.stego.tensor.Shape;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes safetensors files: tensors in the order given, metadata sorted by key, the header padded
 * with spaces to a multiple of 8 bytes. The same contents give the same bytes.
 */
public final class SafeTensorsWriter {
  private static final JsonFactory JSON = new JsonFactory();
  private static final int ALIGNMENT = 8;
  private static final int BLOCK_BYTES = 1 << 16;

  private SafeTensorsWriter() {}

  /**
   * Writes a file in float32, whole or not at all.
   *
   * @param path the file, replaced if it exists
   * @param tensors what to write; values are fetched one tensor at a time
   * @param metadata texts about the file
   * @throws IOException if the file cannot be written
   */
  public static void write(Path path, NamedTensors tensors, Map<String, String> metadata)
      throws IOException {
    write(path, tensors, metadata, DataType.F32);
  }

  /**
   * Writes a file, whole or not at all.
   *
   * @param path the file, replaced if it exists
   * @param tensors what to write; values are fetched one tensor at a time
   * @param metadata texts about the file
   * @param type {@code F32}, or {@code F16}, to which values are rounded to nearest, ties to even
   * @throws InputException if the type is another one or a tensor has the reserved name {@code
   *     __metadata__}
   * @throws IOException if the file cannot be written
   */
  public static void write(
      Path path, NamedTensors tensors, Map<String, String> metadata, DataType type)
      throws IOException {
    if (type != DataType.F32 && type != DataType.F16) {
      throw new InputException(path + ": cannot be written as " + type + ", only as F32 or F16");
    }
    if (tensors.contains(SafeTensorsHeader.METADATA)) {
      throw new InputException(path + ": no tensor may be named " + SafeTensorsHeader.METADATA);
    }
    byte[] header = header(tensors, metadata, type);
    if (header.length > SafeTensorsHeader.MAX_HEADER_BYTES) {
      throw new InputException(path + ": names and metadata take " + header.length + " bytes");
    }
    AtomicFile.write(
        path,
        out -> {
          ByteBuffer length = ByteBuffer.allocate(SafeTensorsHeader.LENGTH_BYTES);
          out.write(length.order(ByteOrder.LITTLE_ENDIAN).putLong(header.length).array());
          out.write(header);
          for (String name : tensors.names()) {
            writeValues(out, tensors.values(name), type);
          }
        });
  }

  private static byte[] header(NamedTensors tensors, Map<String, String> metadata, DataType type)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      if (!metadata.isEmpty()) {
        json.writeObjectFieldStart(SafeTensorsHeader.METADATA);
        for (Map.Entry<String, String> entry : new TreeMap<>(metadata).entrySet()) {
          json.writeStringField(entry.getKey(), entry.getValue());
        }
        json.writeEndObject();
      }
      long offset = 0;
      for (String name : tensors.names()) {
        Shape shape = tensors.shape(name);
        long end = offset + shape.size() * type.bytes();
        json.writeObjectFieldStart(name);
        json.writeStringField("dtype", type.name());
        json.writeFieldName("shape");
        json.writeArray(shape.toArray(), 0, shape.rank());
        json.writeFieldName("data_offsets");
        json.writeArray(new long[] {offset, end}, 0, 2);
        json.writeEndObject();
        offset = end;
      }
      json.writeEndObject();
    }
    byte[] unpadded = bytes.toByteArray();
    int padded = (unpadded.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    byte[] header = Arrays.copyOf(unpadded, padded);
    Arrays.fill(header, unpadded.length, padded, (byte) ' ');
    return header;
  }

  static void writeValues(OutputStream out, float[] values, DataType type) throws IOException {
    ByteBuffer block = ByteBuffer.allocate(BLOCK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      if (!block.hasRemaining()) {
        out.write(block.array(), 0, block.position());
        block.clear();
      }
      if (type == DataType.F16) {
        block.putShort(Float16.fromFloat(value));
      } else {
        block.putFloat(value);
      }
    }
    out.write(block.array(), 0, block.position());
  }
}

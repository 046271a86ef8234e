package ai.stego.tensor.io;

import ai.stego.tensor.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * NumPy's array files, version 1.0 and 2.0, C order. Written as {@code <f4}; read from {@code <f4},
 * {@code <f8}, {@code <i8}, {@code <i4} and {@code |u1}. Pickled objects are refused. Source: NumPy
 * enhancement proposal 1.
 */
public final class Npy {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int ALIGNMENT = 64;
  private static final int VERSION_1_PREFIX = 10;
  private static final int VERSION_2_PREFIX = 12;
  private static final int MAX_HEADER_BYTES = 1 << 16;
  private static final int MAX_RANK = 32;
  private static final Map<String, DataType> TYPES =
      Map.of(
          "<f4", DataType.F32,
          "<f8", DataType.F64,
          "<i8", DataType.I64,
          "<i4", DataType.I32,
          "|u1", DataType.U8);
  private static final Pattern DICTIONARY = Pattern.compile("\\s*\\{(.*)}\\s*", Pattern.DOTALL);
  private static final Pattern FIELD =
      Pattern.compile(
          "\\s*'(\\w+)'\\s*:\\s*('[^']*'|True|False|\\([\\d,\\s]*\\)|\\[.*])\\s*,?\\s*");

  private Npy() {}

  /**
   * Writes an array, whole or not at all.
   *
   * @param path the file, replaced if it exists
   * @param tensor what to write
   * @throws IOException if the file cannot be written
   */
  public static void write(Path path, HostTensor tensor) throws IOException {
    // A shape's text is the Python tuple that the header needs.
    String text = "{'descr': '<f4', 'fortran_order': False, 'shape': " + tensor.shape() + ", }";
    int unpadded = VERSION_1_PREFIX + text.length() + 1;
    int padding = Math.floorMod(-unpadded, ALIGNMENT);
    byte[] header = (text + " ".repeat(padding) + "\n").getBytes(StandardCharsets.US_ASCII);
    ByteBuffer prefix = ByteBuffer.allocate(VERSION_1_PREFIX).order(ByteOrder.LITTLE_ENDIAN);
    prefix.put(MAGIC).put((byte) 1).put((byte) 0).putShort((short) header.length);
    AtomicFile.write(
        path,
        out -> {
          out.write(prefix.array());
          out.write(header);
          SafeTensorsWriter.writeValues(out, tensor.values(), DataType.F32);
        });
  }

  /**
   * Reads an array into float32.
   *
   * @param path the file
   * @return its values and shape
   * @throws FormatException if it is not a sound npy file, or one of another element type or order
   * @throws IOException if it does not exist or cannot be read
   */
  public static HostTensor read(Path path) throws IOException {
    try (MappedFile file = MappedFile.open(path)) {
      return read(file);
    }
  }

  private static HostTensor read(MappedFile file) throws FormatException {
    String name = file.path().toString();
    byte[] prefix = new byte[VERSION_2_PREFIX];
    if (file.size() < prefix.length) {
      throw new FormatException(name, "only " + file.size() + " bytes, no npy header");
    }
    file.read(0, prefix, prefix.length);
    if (!Arrays.equals(Arrays.copyOf(prefix, MAGIC.length), MAGIC)) {
      throw new FormatException(name, "not an npy file", 0);
    }
    int version = prefix[MAGIC.length];
    if ((version != 1 && version != 2) || prefix[MAGIC.length + 1] != 0) {
      throw new FormatException(name, "npy version 1.0 or 2.0 expected", MAGIC.length);
    }
    ByteBuffer numbers = ByteBuffer.wrap(prefix).order(ByteOrder.LITTLE_ENDIAN);
    long length =
        version == 1 ? Short.toUnsignedLong(numbers.getShort(8)) : numbers.getInt(8) & 0xFFFFFFFFL;
    int start = version == 1 ? VERSION_1_PREFIX : VERSION_2_PREFIX;
    if (length > MAX_HEADER_BYTES || length > file.size() - start) {
      throw new FormatException(name, "the header claims " + length + " bytes", MAGIC.length + 2);
    }
    byte[] header = new byte[(int) length];
    file.read(start, header, header.length);
    Map<String, String> fields = fields(name, new String(header, StandardCharsets.ISO_8859_1));
    return values(file, fields, start + length);
  }

  private static HostTensor values(MappedFile file, Map<String, String> fields, long start)
      throws FormatException {
    String name = file.path().toString();
    String described = fields.getOrDefault("descr", "nothing");
    DataType type = TYPES.get(described.replace("'", ""));
    if (type == null) {
      String why = described.contains("O") ? "pickled objects are never read" : "unsupported";
      throw new FormatException(name, "element type " + described + ": " + why);
    }
    if (!"False".equals(fields.get("fortran_order"))) {
      throw new FormatException(name, "expected C order ('fortran_order': False)");
    }
    Shape shape = shape(name, fields.getOrDefault("shape", "nothing"));
    long left = file.size() - start;
    if (shape.size() > left || shape.size() * type.bytes() != left) {
      throw new FormatException(
          name, "shape " + shape + " of " + described + " does not fit " + left + " bytes", start);
    }
    return new HostTensor(shape, file.floats(type, start, shape.size()));
  }

  private static Map<String, String> fields(String file, String header) throws FormatException {
    Matcher dictionary = DICTIONARY.matcher(header);
    if (!dictionary.matches()) {
      throw new FormatException(file, "the header is no dictionary", MAGIC.length);
    }
    Map<String, String> fields = new HashMap<>();
    String inner = dictionary.group(1);
    Matcher field = FIELD.matcher(inner);
    for (int at = 0; at < inner.length(); at = field.end()) {
      field.region(at, inner.length());
      if (!field.lookingAt() || fields.put(field.group(1), field.group(2)) != null) {
        throw new FormatException(file, "the header's dictionary cannot be read", MAGIC.length);
      }
    }
    return fields;
  }

  private static Shape shape(String file, String text) throws FormatException {
    if (!text.startsWith("(")) {
      throw new FormatException(file, "the header's shape is no tuple: " + text);
    }
    String inner = text.substring(1, text.length() - 1).trim().replaceFirst("\\s*,$", "");
    String[] parts = inner.split("\\s*,\\s*", -1);
    if (parts.length > MAX_RANK) {
      throw new FormatException(file, "the header's shape has over " + MAX_RANK + " axes");
    }
    int[] axes = new int[inner.isEmpty() ? 0 : parts.length];
    long size = 1;
    try {
      for (int i = 0; i < axes.length; i++) {
        axes[i] = Integer.parseInt(parts[i]);
        size = Math.multiplyExact(size, (long) axes[i]);
      }
    } catch (ArithmeticException | NumberFormatException e) {
      throw new FormatException(file, "the header's shape " + text + " cannot be used");
    }
    return Shape.of(axes);
  }
}

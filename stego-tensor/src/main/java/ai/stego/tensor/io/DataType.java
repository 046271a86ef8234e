package ai.stego.tensor.io;

import ai.stego.tensor.InputException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * The element types of safetensors, little-endian, with their conversion to float32, double and
 * long. {@code F8_E4M3} is the variant without infinities (OCP OFP8 specification, 2023, section
 * 5); {@code F8_E5M2} is the high byte of a half.
 */
public enum DataType {
  /** IEEE binary64. */
  F64(8),
  /** IEEE binary32. */
  F32(4),
  /** IEEE binary16. */
  F16(2),
  /** The high 16 bits of a binary32. */
  BF16(2),
  /** 8-bit float of 4 exponent bits (bias 7) and 3 fraction bits; 0x7F and 0xFF are NaN. */
  F8_E4M3(1),
  /** 8-bit float of 5 exponent bits (bias 15) and 2 fraction bits. */
  F8_E5M2(1),
  /** Signed 64-bit integer. */
  I64(8),
  /** Signed 32-bit integer. */
  I32(4),
  /** Signed 16-bit integer. */
  I16(2),
  /** Signed 8-bit integer. */
  I8(1),
  /** Unsigned 64-bit integer. */
  U64(8),
  /** Unsigned 32-bit integer. */
  U32(4),
  /** Unsigned 16-bit integer. */
  U16(2),
  /** Unsigned 8-bit integer. */
  U8(1),
  /** One byte, 0 for false; anything else is true. */
  BOOL(1);

  private final int bytes;

  DataType(int bytes) {
    this.bytes = bytes;
  }

  /**
   * The size of an element.
   *
   * @return bytes in one element
   */
  public int bytes() {
    return bytes;
  }

  /**
   * Whether elements are floating-point numbers.
   *
   * @return false for integers and booleans
   */
  public boolean isFloat() {
    return switch (this) {
      case F64, F32, F16, BF16, F8_E4M3, F8_E5M2 -> true;
      default -> false;
    };
  }

  /**
   * Finds a type by its safetensors spelling.
   *
   * @param name such as {@code "BF16"}
   * @return the type, or nothing if the format has no such type
   */
  public static Optional<DataType> named(String name) {
    return Arrays.stream(values()).filter(type -> type.name().equals(name)).findFirst();
  }

  /**
   * Converts one element to float32, rounding to nearest where the type is wider.
   *
   * @param in little-endian elements
   * @param at the byte index of the element
   * @return its value
   */
  public float floatAt(ByteBuffer in, int at) {
    return switch (this) {
      case F32 -> in.getFloat(at);
      case F64 -> (float) in.getDouble(at);
      case F16 -> Float16.toFloat(in.getShort(at));
      case BF16 -> Float.intBitsToFloat(in.getShort(at) << 16);
      case F8_E4M3 -> fromE4M3(in.get(at));
      case F8_E5M2 -> Float16.toFloat((short) (in.get(at) << 8));
      case U64 -> unsignedToFloat(in.getLong(at));
      default -> (float) longAt(in, at);
    };
  }

  /**
   * Converts one element to double; exact for all types but 64-bit integers.
   *
   * @param in little-endian elements
   * @param at the byte index of the element
   * @return its value
   */
  public double doubleAt(ByteBuffer in, int at) {
    return switch (this) {
      case F64 -> in.getDouble(at);
      case F32, F16, BF16, F8_E4M3, F8_E5M2 -> floatAt(in, at);
      case U64 -> unsignedToDouble(in.getLong(at));
      default -> (double) longAt(in, at);
    };
  }

  /**
   * Reads one integer or boolean element, exactly.
   *
   * @param in little-endian elements
   * @param at the byte index of the element
   * @return its value; for {@code U64} of 2⁶³ or more, a negative number with the same bits
   * @throws InputException if this is a floating-point type
   */
  public long longAt(ByteBuffer in, int at) {
    return switch (this) {
      case I64, U64 -> in.getLong(at);
      case I32 -> in.getInt(at);
      case U32 -> Integer.toUnsignedLong(in.getInt(at));
      case I16 -> in.getShort(at);
      case U16 -> Short.toUnsignedLong(in.getShort(at));
      case I8 -> in.get(at);
      case U8 -> Byte.toUnsignedLong(in.get(at));
      case BOOL -> in.get(at) == 0 ? 0 : 1;
      default -> throw new InputException(this + " elements are not integers");
    };
  }

  private static float fromE4M3(byte bits) {
    int magnitude = bits & 0x7F;
    // As half bits the exponent is too small by 15 - 7; widening and the product are exact.
    float value =
        magnitude == 0x7F ? Float.NaN : Float16.toFloat((short) (magnitude << 7)) * 0x1p8f;
    return bits < 0 ? -value : value;
  }

  private static float unsignedToFloat(long bits) {
    // Halved with the lost bit kept sticky, so that rounding happens once.
    return bits >= 0 ? (float) bits : (float) ((bits >>> 1) | (bits & 1)) * 2;
  }

  private static double unsignedToDouble(long bits) {
    return bits >= 0 ? (double) bits : (double) ((bits >>> 1) | (bits & 1)) * 2;
  }
}

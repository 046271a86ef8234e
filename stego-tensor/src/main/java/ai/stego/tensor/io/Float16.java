package ai.stego.tensor.io;

/** IEEE 754 binary16: 1 sign bit, 5 exponent bits of bias 15, 10 fraction bits. */
public final class Float16 {
  private static final int FRACTION_SHIFT = 23 - 10;
  private static final int FLOAT_INFINITY = 0x7F800000;
  private static final int HALF_INFINITY = 0x7C00;
  // 65520 lies midway between the largest half, 65504, and 65536: from here on rounds to infinity.
  private static final float OVERFLOW = 65520f;
  private static final float SMALLEST_NORMAL = 0x1p-14f;

  private Float16() {}

  /**
   * Widens a half, exactly; NaN stays NaN.
   *
   * @param bits the half's 16 bits
   * @return its value
   */
  public static float toFloat(short bits) {
    int sign = (bits & 0x8000) << 16;
    int magnitude = bits & 0x7FFF;
    if (magnitude >= HALF_INFINITY) {
      int fraction = (magnitude & 0x3FF) << FRACTION_SHIFT;
      return Float.intBitsToFloat(sign | FLOAT_INFINITY | fraction);
    }
    // As float bits the exponent is too small by 127 - 15; the product is exact, subnormals too.
    float scaled = Float.intBitsToFloat(magnitude << FRACTION_SHIFT) * 0x1p112f;
    return Float.intBitsToFloat(sign | Float.floatToRawIntBits(scaled));
  }

  /**
   * Rounds to the nearest half, ties to even; beyond the largest half to infinity; NaN stays NaN.
   *
   * @param value any float
   * @return the half's 16 bits
   */
  public static short fromFloat(float value) {
    int sign = (Float.floatToRawIntBits(value) >>> 16) & 0x8000;
    float magnitude = Math.abs(value);
    if (Float.isNaN(value)) {
      return (short) (sign | HALF_INFINITY | 0x200);
    }
    if (magnitude >= OVERFLOW) {
      return (short) (sign | HALF_INFINITY);
    }
    if (magnitude < SMALLEST_NORMAL) {
      // Subnormal halves are whole multiples of 2^-24, and rint rounds ties to even.
      return (short) (sign | (int) Math.rint(magnitude * 0x1p24f));
    }
    int bits = Float.floatToRawIntBits(magnitude) - (112 << 23);
    int odd = (bits >>> FRACTION_SHIFT) & 1;
    return (short) (sign | ((bits + (1 << (FRACTION_SHIFT - 1)) - 1 + odd) >>> FRACTION_SHIFT));
  }
}

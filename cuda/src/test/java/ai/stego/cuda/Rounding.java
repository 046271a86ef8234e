package ai.stego.cuda;

/**
 * The narrow floating-point formats of a GPU, by their definition: a number of mantissa bits, a
 * least exponent, and infinity beyond the greatest one.
 */
enum Rounding {
  /** IEEE half precision. */
  HALF(10, -14, 15),
  /** The upper half of a float. */
  BFLOAT16(7, -126, 127),
  /** A float with the mantissa of half precision; ties go away from zero. */
  TF32(10, -126, 127);

  private final int mantissaBits;
  private final int leastExponent;
  private final int greatestExponent;

  Rounding(int mantissaBits, int leastExponent, int greatestExponent) {
    this.mantissaBits = mantissaBits;
    this.leastExponent = leastExponent;
    this.greatestExponent = greatestExponent;
  }

  /** The nearest value of this format. */
  float round(float x) {
    if (Float.isNaN(x) || Float.isInfinite(x) || x == 0) {
      return x;
    }
    int exponent = Math.max(Math.getExponent((double) x), leastExponent);
    double quantum = Math.scalb(1.0, exponent - mantissaBits);
    double steps = Math.abs((double) x) / quantum;
    double whole = this == TF32 ? Math.floor(steps + 0.5) : Math.rint(steps);
    double magnitude = whole * quantum;
    if (magnitude >= Math.scalb(1.0, greatestExponent + 1)) {
      magnitude = Double.POSITIVE_INFINITY;
    }
    return (float) Math.copySign(magnitude, x);
  }

  /** The 16 bits of a value of one of the two 16-bit formats. */
  int bits(float value) {
    if (this == BFLOAT16) {
      return Float.floatToRawIntBits(value) >>> 16;
    }
    int sign = Float.floatToRawIntBits(value) >>> 31 << 15;
    double magnitude = Math.abs((double) value);
    if (Double.isInfinite(magnitude)) {
      return sign | 0x7c00;
    }
    int exponent = Math.max(Math.getExponent(magnitude), leastExponent);
    int steps = (int) Math.scalb(magnitude, mantissaBits - exponent);
    // A normal value has 2^10 steps or more, which adds one to the exponent's field.
    return sign | (((exponent - leastExponent) << mantissaBits) + steps);
  }
}

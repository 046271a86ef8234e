package ai.stego.tensor.cpu;

/**
 * The error function by rational minimax approximations (Cody 1969, "Rational Chebyshev
 * approximations for the error function", Math. Comp. 23), accurate to float32 and beyond.
 */
public final class ErrorFunction {
  private static final double SMALL = 0.46875;
  // Beyond 4 the error function differs from 1 by less than half a unit in the last float32 place.
  private static final double LARGE = 4;

  private static final double[] SMALL_NUMERATOR = {
    0.18577770618460315,
    3.1611237438705655,
    113.86415415105016,
    377.485237685302,
    3209.3775891384694
  };
  private static final double[] SMALL_DENOMINATOR = {
    1, 23.601290952344122, 244.02463793444417, 1282.6165260773723, 2844.236833439171
  };
  private static final double[] MIDDLE_NUMERATOR = {
    2.1531153547440383e-08,
    0.5641884969886701,
    8.883149794388377,
    66.11919063714163,
    298.6351381974001,
    881.952221241769,
    1712.0476126340707,
    2051.0783778260716,
    1230.3393547979972
  };
  private static final double[] MIDDLE_DENOMINATOR = {
    1,
    15.744926110709835,
    117.6939508913125,
    537.1811018620099,
    1621.3895745666903,
    3290.7992357334597,
    4362.619090143247,
    3439.3676741437216,
    1230.3393548037495
  };

  private ErrorFunction() {}

  /**
   * erf(x) = 2/√π · ∫₀ˣ exp(-t²) dt.
   *
   * @param x any number
   * @return erf(x), within 2e-8; NaN for NaN
   */
  public static double erf(double x) {
    double magnitude = Math.abs(x);
    if (magnitude <= SMALL) {
      double square = x * x;
      return x * polynomial(SMALL_NUMERATOR, square) / polynomial(SMALL_DENOMINATOR, square);
    }
    if (magnitude <= LARGE) {
      double ratio =
          polynomial(MIDDLE_NUMERATOR, magnitude) / polynomial(MIDDLE_DENOMINATOR, magnitude);
      return Math.copySign(1 - Math.exp(-x * x) * ratio, x);
    }
    return Math.signum(x);
  }

  /**
   * GELU(x) = x/2 · (1 + erf(x/√2)).
   *
   * @param x any number
   * @return GELU(x)
   */
  public static float gelu(float x) {
    return (float) (0.5 * x * (1 + erf(x * Math.sqrt(0.5))));
  }

  /**
   * GELU'(x) = (1 + erf(x/√2))/2 + x·exp(-x²/2)/√(2π).
   *
   * @param x any number
   * @return the derivative of GELU at x
   */
  public static double geluDerivative(float x) {
    double square = (double) x * x;
    double density = Math.exp(-square / 2) / Math.sqrt(2 * Math.PI);
    return 0.5 * (1 + erf(x * Math.sqrt(0.5))) + x * density;
  }

  private static double polynomial(double[] coefficients, double x) {
    double value = 0;
    for (double coefficient : coefficients) {
      value = value * x + coefficient;
    }
    return value;
  }
}

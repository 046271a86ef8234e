package ai.stego.tensor.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

/**
 * Gradients by central differences of a formula that a test writes down in double, apart from any
 * backend.
 */
public final class FiniteDifferences {
  private static final double STEP = 1e-5;

  private FiniteDifferences() {}

  /** A scalar function of many values. */
  @FunctionalInterface
  public interface Function {
    /**
     * Evaluates the formula.
     *
     * @param x the values
     * @return f(x)
     */
    double of(double[] x);
  }

  /**
   * The gradient, (f(x + h) - f(x - h))/2h for each value.
   *
   * @param f the formula
   * @param x where
   * @return df/dx
   */
  public static double[] gradient(Function f, double[] x) {
    double[] at = x.clone();
    double[] gradient = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      at[i] = x[i] + STEP;
      double above = f.of(at);
      at[i] = x[i] - STEP;
      gradient[i] = (above - f.of(at)) / (2 * STEP);
      at[i] = x[i];
    }
    return gradient;
  }

  /**
   * Requires that a gradient is that of a formula, within 2e-6 of its largest value and 2e-5 of
   * each.
   *
   * @param what named in the failure
   * @param f the formula
   * @param x where
   * @param actual the gradient that a backend computed
   */
  public static void check(String what, Function f, float[] x, float[] actual) {
    assertEquals(x.length, actual.length, what);
    double[] expected = gradient(f, doubles(x));
    double largest = 0;
    for (double value : expected) {
      largest = Math.max(largest, Math.abs(value));
    }
    Close.assertClose(what, floats(expected), actual, 2e-6 * largest + 1e-9, 2e-5);
  }

  /**
   * Σ weights·y: makes a scalar of an operation's results; the weights are their gradient.
   *
   * @param weights as many as results
   * @param y the results
   * @return the sum
   */
  public static double weighted(float[] weights, double[] y) {
    assertEquals(weights.length, y.length);
    double sum = 0;
    for (int i = 0; i < y.length; i++) {
      sum += weights[i] * y[i];
    }
    return sum;
  }

  /**
   * Widens.
   *
   * @param x values
   * @return the same values
   */
  public static double[] doubles(float[] x) {
    double[] out = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      out[i] = x[i];
    }
    return out;
  }

  private static float[] floats(double[] x) {
    float[] out = new float[x.length];
    for (int i = 0; i < x.length; i++) {
      out[i] = (float) x[i];
    }
    return out;
  }
}

package ai.stego.benchmarks.paired;

import java.util.Arrays;

/**
 * The middle of a sample. Between two values it interpolates linearly.
 *
 * @param lower quartile
 * @param median half the values are below
 * @param upper quartile
 */
record Statistics(double lower, double median, double upper) {
  static Statistics of(double... values) {
    if (values.length == 0) {
      throw new IllegalArgumentException("a sample of nothing has no median");
    }
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return new Statistics(at(sorted, 0.25), at(sorted, 0.5), at(sorted, 0.75));
  }

  /** Of the quotients of values that were measured together, pair by pair. */
  static Statistics ofRatios(double[] values, double[] others) {
    if (values.length != others.length) {
      throw new IllegalArgumentException(
          values.length + " values and " + others.length + " others");
    }
    double[] ratios = new double[values.length];
    Arrays.setAll(ratios, i -> values[i] / others[i]);
    return of(ratios);
  }

  private static double at(double[] sorted, double share) {
    double place = share * (sorted.length - 1);
    int below = (int) place;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
  }
}

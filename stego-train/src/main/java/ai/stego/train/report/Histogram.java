package ai.stego.train.report;

import ai.stego.tensor.InputException;
import java.util.Arrays;

/**
 * How often values fall into buckets. Bucket i counts the values of limits[i-1] &lt;= x &lt;
 * limits[i]; the first one reaches down to the least double, and the last one holds its upper limit
 * as well.
 *
 * <p>Values that are not finite are in no bucket and in no sum, and are counted apart.
 *
 * @param limits the upper limits, ascending; not copied
 * @param counts one for each limit; not copied
 * @param moments the extent and the sums of what was counted
 * @param notFinite how many values were NaN or infinite
 */
public record Histogram(double[] limits, long[] counts, Moments moments, long notFinite) {
  /** The growth of {@link #of}'s buckets, and the least limit above 0: TensorBoard's own. */
  private static final double GROWTH = 1.1;

  private static final double LEAST = 1e-12;
  private static final double MOST = 1e20;
  private static final double[] EXPONENTIAL = exponentialLimits();

  /**
   * The extent and the sums of the finite values.
   *
   * @param least the least value; 0 if there is none
   * @param most the greatest value; 0 if there is none
   * @param count M
   * @param sum Σ x
   * @param sumOfSquares Σ x²
   */
  public record Moments(double least, double most, long count, double sum, double sumOfSquares) {}

  /**
   * Counts values in TensorBoard's buckets, whose limits grow by a tenth from one to the next on
   * both sides of 0: for values of unknown range.
   *
   * @param values any values
   * @return the histogram
   */
  public static Histogram of(float[] values) {
    return count(values, EXPONENTIAL.clone());
  }

  /**
   * Counts values in buckets of equal width: for values of known range, such as cosines. What lies
   * outside is counted in the first and the last bucket.
   *
   * @param values any values
   * @param low where the first bucket begins
   * @param high where the last bucket ends, above low
   * @param buckets how many, 1 to 10,000
   * @return the histogram
   * @throws InputException if the range is empty or the number of buckets out of range
   */
  public static Histogram even(float[] values, double low, double high, int buckets) {
    if (!(low < high) || Double.isInfinite(high - low) || buckets < 1 || buckets > 10_000) {
      throw new InputException(
          "histogram: " + buckets + " buckets from " + low + " to " + high + " cannot be made");
    }
    double[] limits = new double[buckets];
    for (int i = 0; i < buckets; i++) {
      limits[i] = low + (high - low) * (i + 1) / buckets;
    }
    return count(values, limits);
  }

  private static Histogram count(float[] values, double[] limits) {
    long[] counts = new long[limits.length];
    double least = Double.POSITIVE_INFINITY;
    double most = Double.NEGATIVE_INFINITY;
    double sum = 0;
    double squares = 0;
    long count = 0;
    for (float value : values) {
      if (Float.isFinite(value)) {
        counts[bucket(limits, value)]++;
        least = Math.min(least, value);
        most = Math.max(most, value);
        sum += value;
        squares += (double) value * value;
        count++;
      }
    }
    Moments moments = new Moments(count > 0 ? least : 0, count > 0 ? most : 0, count, sum, squares);
    return new Histogram(limits, counts, moments, values.length - count);
  }

  /** The first bucket whose limit is above the value; the last one if there is none. */
  private static int bucket(double[] limits, double value) {
    int found = Arrays.binarySearch(limits, value);
    int above = found >= 0 ? found + 1 : -found - 1;
    return Math.min(above, limits.length - 1);
  }

  private static double[] exponentialLimits() {
    double[] positive = new double[1000];
    int count = 0;
    for (double limit = LEAST; limit < MOST; limit *= GROWTH) {
      positive[count++] = limit;
    }
    double[] limits = new double[2 * count + 2];
    for (int i = 0; i < count; i++) {
      limits[count - 1 - i] = -positive[i];
      limits[count + 1 + i] = positive[i];
    }
    limits[2 * count + 1] = Double.MAX_VALUE;
    return limits;
  }
}

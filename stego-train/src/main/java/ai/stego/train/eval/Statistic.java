package ai.stego.train.eval;

import java.util.Arrays;

/**
 * Several values of one figure.
 *
 * @param mean their mean; NaN of none
 * @param deviation their sample deviation √(Σ(x - mean)² / (n - 1)); NaN of fewer than two
 * @param count n
 */
public record Statistic(double mean, double deviation, int count) {
  /**
   * Mean and deviation.
   *
   * @param values any; NaN stands for a figure that is undefined, and is left out
   * @return of those that are defined
   */
  public static Statistic of(double... values) {
    double[] defined = Arrays.stream(values).filter(value -> !Double.isNaN(value)).toArray();
    double mean = Arrays.stream(defined).average().orElse(Double.NaN);
    double squares = Arrays.stream(defined).map(value -> (value - mean) * (value - mean)).sum();
    double deviation = defined.length < 2 ? Double.NaN : Math.sqrt(squares / (defined.length - 1));
    return new Statistic(mean, deviation, defined.length);
  }
}

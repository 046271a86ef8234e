package ai.stego.nn.init;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.stego.tensor.InputException;
import ai.stego.tensor.Rng;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

/** First values are distributed as PyTorch's are. Seeds are fixed, so nothing here is luck. */
class InitializersTest {
  private static final int COUNT = 100_000;

  /** Kolmogorov's bound for a level of 0.1 %: a wrong distribution is far beyond it. */
  private static final double KOLMOGOROV = 1.95 / Math.sqrt(COUNT);

  @Test
  void linearLayersBeginUniformlyBetweenPlusAndMinusOneOverTheRootOfTheirInputs() {
    int inputs = 70;
    double bound = 1 / Math.sqrt(inputs);
    float[] values = Initializers.linear(COUNT, inputs, Rng.of(1));
    assertDistribution(values, x -> Math.min(1, Math.max(0, (x + bound) / (2 * bound))));
    assertMoments(values, bound / Math.sqrt(3), 1.8);
    for (float value : values) {
      assertTrue(Math.abs(value) <= (float) bound, "out of bounds: " + value);
    }
  }

  @Test
  void uniformValuesFillTheirRange() {
    float[] values = Initializers.uniform(COUNT, 3, Rng.of(2));
    assertDistribution(values, x -> (x + 3) / 6);
  }

  @Test
  void centroidsBeginNormallyDistributed() {
    float[] values = Initializers.normal(COUNT, Rng.of(3));
    assertDistribution(values, InitializersTest::normalDistribution);
    assertMoments(values, 1, 3);
  }

  @Test
  void theSameSeedGivesTheSameValues() {
    assertArrayEquals(Initializers.linear(7, 3, Rng.of(4)), Initializers.linear(7, 3, Rng.of(4)));
    assertArrayEquals(Initializers.normal(7, Rng.of(4)), Initializers.normal(7, Rng.of(4)));
  }

  @Test
  void aLayerWithoutInputsIsRefused() {
    assertThrows(InputException.class, () -> Initializers.linear(1, 0, Rng.of(1)));
  }

  /** Kolmogorov and Smirnov's test: the largest gap between the values' distribution and this. */
  private static void assertDistribution(float[] values, DoubleUnaryOperator distribution) {
    float[] sorted = values.clone();
    Arrays.sort(sorted);
    double gap = 0;
    for (int i = 0; i < sorted.length; i++) {
      double expected = distribution.applyAsDouble(sorted[i]);
      gap = Math.max(gap, Math.abs(expected - (double) i / COUNT));
      gap = Math.max(gap, Math.abs(expected - (i + 1.0) / COUNT));
    }
    assertTrue(gap < KOLMOGOROV, "gap " + gap);
  }

  /** Mean 0, this deviation, and this fourth moment in units of the deviation. */
  private static void assertMoments(float[] values, double deviation, double kurtosis) {
    double mean = 0;
    double square = 0;
    double fourth = 0;
    for (float value : values) {
      double z = value / deviation;
      mean += z / COUNT;
      square += z * z / COUNT;
      fourth += z * z * z * z / COUNT;
    }
    assertEquals(0, mean, 4 / Math.sqrt(COUNT));
    assertEquals(1, square, 4 * Math.sqrt(kurtosis - 1) / Math.sqrt(COUNT));
    assertEquals(kurtosis, fourth, 0.15);
  }

  /** Simpson's rule for the density. */
  private static double normalDistribution(double x) {
    int steps = 40;
    double width = x / steps;
    double sum = 0;
    for (int i = 0; i < steps; i++) {
      double from = i * width;
      sum += density(from) + 4 * density(from + width / 2) + density(from + width);
    }
    return 0.5 + sum * width / 6;
  }

  private static double density(double x) {
    return Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
  }
}

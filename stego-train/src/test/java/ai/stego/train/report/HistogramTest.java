package ai.stego.train.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.stego.tensor.InputException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HistogramTest {
  @Test
  void aValueOnALimitBelongsToTheBucketAbove() {
    Histogram histogram = Histogram.even(new float[] {0, 0.25f, 0.5f, 0.5f, 0.75f}, 0, 1, 4);
    assertArrayEquals(new double[] {0.25, 0.5, 0.75, 1}, histogram.limits());
    assertArrayEquals(new long[] {1, 1, 2, 1}, histogram.counts());
  }

  @Test
  void valuesOutsideAreInTheOuterBuckets() {
    assertArrayEquals(
        new long[] {1, 0, 2}, Histogram.even(new float[] {-9, 1, 9}, 0, 1, 3).counts());
  }

  @ParameterizedTest
  @ValueSource(floats = {0, 1e-13f, -1e-13f, 1, -1, 0.3f, -3e5f, 3e38f, -3e38f})
  void eachFiniteValueFindsABucketThatHoldsIt(float value) {
    Histogram histogram = Histogram.of(new float[] {value});
    int bucket = 0;
    while (histogram.counts()[bucket] == 0) {
      bucket++;
    }
    assertEquals(1, Arrays.stream(histogram.counts()).sum());
    assertTrue(value < histogram.limits()[bucket]);
    assertTrue(bucket == 0 || histogram.limits()[bucket - 1] <= value);
  }

  @Test
  void limitsAscend() {
    double[] limits = Histogram.of(new float[0]).limits();
    for (int i = 1; i < limits.length; i++) {
      assertTrue(limits[i - 1] < limits[i], "limit " + i);
    }
  }

  @Test
  void nothingHasMomentsOfZero() {
    assertEquals(
        new Histogram.Moments(0, 0, 0, 0, 0), Histogram.of(new float[] {Float.NaN}).moments());
  }

  @Test
  void anEmptyRangeIsRefused() {
    assertThrows(InputException.class, () -> Histogram.even(new float[1], 1, 1, 4));
    assertThrows(InputException.class, () -> Histogram.even(new float[1], 0, Double.NaN, 4));
    assertThrows(InputException.class, () -> Histogram.even(new float[1], 0, 1, 0));
  }
}

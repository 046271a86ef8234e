package ai.stego.tensor.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Locale;
import org.opentest4j.AssertionFailedError;

/** Element by element comparison; NaN is never close to anything. */
public final class Close {
  private Close() {}

  /**
   * Requires |actual - expected| &lt;= absolute + relative·|expected| for every element.
   *
   * @param what named in the failure
   * @param expected the reference
   * @param actual what was computed
   * @param absolute tolerance for small values
   * @param relative tolerance for large values
   */
  public static void assertClose(
      String what, float[] expected, float[] actual, double absolute, double relative) {
    assertEquals(expected.length, actual.length, what + ": number of values");
    int worst = -1;
    double worstExcess = 0;
    int failures = 0;
    for (int i = 0; i < expected.length; i++) {
      double error = Math.abs((double) actual[i] - expected[i]);
      double excess = error - (absolute + relative * Math.abs((double) expected[i]));
      boolean close = excess <= 0;
      if (!close) {
        failures++;
        if (worst < 0 || Double.isNaN(excess) || excess > worstExcess) {
          worst = i;
          worstExcess = excess;
        }
      }
    }
    if (failures > 0) {
      throw new AssertionFailedError(
          String.format(
              Locale.ROOT,
              "%s: %d of %d values too far off, worst at %d: expected %s, got %s",
              what,
              failures,
              expected.length,
              worst,
              expected[worst],
              actual[worst]));
    }
  }
}

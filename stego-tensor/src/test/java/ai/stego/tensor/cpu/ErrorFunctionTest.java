package ai.stego.tensor.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ErrorFunctionTest {
  @Test
  void agreesWithTheMaclaurinSeries() {
    for (double x = -4.5; x <= 4.5; x += 1.0 / 64) {
      assertEquals(series(x), ErrorFunction.erf(x), 2e-8, "erf(" + x + ")");
    }
  }

  @Test
  void isOneFarOutAndNaNForNaN() {
    assertEquals(1, ErrorFunction.erf(Double.POSITIVE_INFINITY));
    assertEquals(-1, ErrorFunction.erf(-30));
    assertTrue(Double.isNaN(ErrorFunction.erf(Double.NaN)));
  }

  @Test
  void geluIsHalfWayAtZeroAndTheIdentityFarRight() {
    assertEquals(0, ErrorFunction.gelu(0));
    assertEquals(10, ErrorFunction.gelu(10));
    assertEquals(-0.15865526, ErrorFunction.gelu(-1), 1e-7);
  }

  /** 2/√π · Σ (-1)ⁿ x²ⁿ⁺¹ / (n! (2n+1)); cancellation costs about nine digits at 4.5. */
  private static double series(double x) {
    double term = x;
    double sum = x;
    for (int n = 1; n < 120; n++) {
      term *= -x * x / n;
      sum += term / (2 * n + 1);
    }
    return 2 / Math.sqrt(Math.PI) * sum;
  }
}

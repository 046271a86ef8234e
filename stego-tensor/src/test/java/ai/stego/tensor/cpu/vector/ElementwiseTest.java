package ai.stego.tensor.cpu.vector;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.stego.tensor.cpu.ErrorFunction;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ElementwiseTest {
  private static final float INFINITY = Float.POSITIVE_INFINITY;

  @BeforeAll
  static void needsTheModule() {
    VectorModule.assumePresent();
  }

  @Test
  void theExponentialIsRightOverItsWholeRange() {
    float[] x = ramp(-87.3f, 88f, 200_003);
    float[] y = exp(x);
    for (int i = 0; i < x.length; i++) {
      double expected = Math.exp(x[i]);
      assertEquals(expected, y[i], 1.2e-7 * expected, "exp(" + x[i] + ")");
    }
  }

  @Test
  void theExponentialIsZeroWhereItWouldBeSubnormal() {
    assertArrayEquals(new float[5], exp(-87.34f, -100, -1e6f, -Float.MAX_VALUE, -INFINITY));
  }

  @Test
  void theExponentialOfZeroIsOne() {
    assertArrayEquals(new float[] {1, 1}, exp(0f, -0f));
  }

  @Test
  void theExponentialOfAnyNanIsNan() {
    float[] all = new float[1024];
    for (int i = 0; i < all.length; i++) {
      // Every pattern of the low bits: they must not reach the exponent.
      all[i] = Float.intBitsToFloat((i % 2 == 0 ? 0x7fc00000 : 0xffc00000) | i / 2);
    }
    for (float value : exp(all)) {
      assertTrue(Float.isNaN(value), "got " + value);
    }
  }

  @Test
  void geluIsRightOverItsWholeRange() {
    float[] x = ramp(-12, 12, 200_003);
    float[] y = gelu(x);
    for (int i = 0; i < x.length; i++) {
      double expected = 0.5 * x[i] * (1 + ErrorFunction.erf(x[i] * Math.sqrt(0.5)));
      assertEquals(expected, y[i], 1.1e-6 + 1e-7 * Math.abs(expected), "GELU(" + x[i] + ")");
    }
  }

  @Test
  void geluOfLargeNumbersIsTheNumberOrZero() {
    assertArrayEquals(
        new float[] {0, 0, 0, 100, 1e30f, INFINITY},
        gelu(-10, -1e4f, -1e30f, 100, 1e30f, INFINITY));
  }

  @Test
  void geluOfNanAndOfMinusInfinityIsNanAsItsFormulaSays() {
    float[] y = gelu(Float.NaN, -INFINITY, 1);
    assertTrue(Float.isNaN(y[0]) && Float.isNaN(y[1]), "got " + y[0] + ", " + y[1]);
    assertEquals(0.8413447f, y[2], 1e-6);
  }

  @Test
  void loopsLeaveTheirNeighboursAlone() {
    for (int count = 0; count < 40; count++) {
      float[] x = new float[count + 2];
      x[0] = -3;
      x[count + 1] = -5;
      Elementwise.gelu(x, 1, count);
      Elementwise.relu(x, 1, count);
      Elementwise.scale(x, 1, 2, x, 1, count);
      assertEquals(-3, x[0]);
      assertEquals(-5, x[count + 1]);
    }
  }

  @Test
  void sumsAndMaximaTakeInEveryValue() {
    for (int count = 1; count < 70; count++) {
      for (int place = 0; place < count; place++) {
        float[] x = new float[count + 2];
        Arrays.fill(x, -1);
        x[0] = 1000;
        x[count + 1] = 1000;
        x[place + 1] = 7;
        assertEquals(7, Reductions.max(x, 1, count));
        assertEquals(7 - (count - 1), Reductions.sum(x, 1, count));
        assertEquals(49 + count - 1, Reductions.dot(x, 1, x, 1, count));
      }
    }
  }

  @Test
  void normsNeitherOverflowNorVanish() {
    float[] x = new float[70];
    for (double size : new double[] {1e-18, 1e-13, 1e-8, 1, 1e18, 1e30}) {
      Arrays.fill(x, (float) size);
      double expected = Math.max(size * Math.sqrt(70), 1e-12);
      assertEquals(expected, Reductions.norm(x, 0, 70), 1e-6 * expected);
    }
  }

  private static float[] ramp(float from, float to, int count) {
    float[] x = new float[count];
    for (int i = 0; i < count; i++) {
      x[i] = from + (to - from) * (i / (float) (count - 1));
    }
    return x;
  }

  private static float[] exp(float... x) {
    float[] y = Arrays.copyOf(x, Lanes.roundUp(x.length, 2 * Lanes.COUNT));
    Reductions.expAndSum(y, 0, y.length, 0, 1);
    return Arrays.copyOf(y, x.length);
  }

  private static float[] gelu(float... x) {
    float[] y = x.clone();
    Elementwise.gelu(y, 0, y.length);
    return y;
  }
}

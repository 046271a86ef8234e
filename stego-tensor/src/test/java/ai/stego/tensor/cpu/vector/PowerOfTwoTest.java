package ai.stego.tensor.cpu.vector;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PowerOfTwoTest {
  @BeforeAll
  static void needsTheModule() {
    VectorModule.assumePresent();
  }

  @Test
  void isRightOverItsWholeRange() {
    float[] x = new float[200_003];
    for (int i = 0; i < x.length; i++) {
      x[i] = -126 + 253 * (i / (float) (x.length - 1));
    }
    float[] y = powers(x);
    for (int i = 0; i < x.length; i++) {
      double expected = Math.pow(2, x[i]);
      assertEquals(expected, y[i], 1.6e-7 * expected, "2^" + x[i]);
    }
  }

  @Test
  void ofAnIntegerIsExact() {
    for (int n = -126; n <= 127; n++) {
      assertEquals(Math.scalb(1f, n), powers(n)[0], "2^" + n);
    }
  }

  @Test
  void isZeroWhereItWouldBeSubnormal() {
    assertArrayEquals(
        new float[4], powers(-126.0001f, -1e6f, -Float.MAX_VALUE, Float.NEGATIVE_INFINITY));
  }

  @Test
  void ofNanIsNan() {
    for (int low = 0; low < 512; low++) {
      float nan = Float.intBitsToFloat(0x7fc00000 | low);
      assertTrue(Float.isNaN(powers(nan)[0]));
    }
  }

  private static float[] powers(float... x) {
    float[] y = Arrays.copyOf(x, Lanes.roundUp(x.length, Lanes.COUNT));
    Reductions.exp2AndSum(y, 0, y.length, 1, 0);
    return Arrays.copyOf(y, x.length);
  }
}

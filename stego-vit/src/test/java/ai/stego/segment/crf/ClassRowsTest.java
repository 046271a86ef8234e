package ai.stego.segment.crf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.stego.tensor.testing.Close;
import org.junit.jupiter.api.Test;

class ClassRowsTest {
  @Test
  void thePolynomialIsTheExponentialDownToItsCutOff() {
    float[] x = new float[3001];
    float[] expected = new float[x.length];
    for (int i = 0; i < x.length; i++) {
      x[i] = -i / 100f;
      expected[i] = (float) Math.exp(x[i]);
    }
    ClassRows.exp(x, 0, x.length);
    Close.assertClose("exp", expected, x, 0, 1e-5);
  }

  @Test
  void theExponentialOfVeryNegativeValuesIsTiny() {
    float[] x = {-31, -1e30f, Float.NEGATIVE_INFINITY};
    ClassRows.exp(x, 0, 3);
    Close.assertClose("exp", new float[] {9.36e-14f, 9.36e-14f, 9.36e-14f}, x, 0, 1e-3);
  }

  @Test
  void softmaxLeavesTheRowsOutsideItsRange() {
    float[] x = {5, 6, 0, (float) Math.log(3), 7, 8};
    ClassRows.softmax(x, 1, 2, 2);
    Close.assertClose("softmax", new float[] {5, 6, 0.25f, 0.75f, 7, 8}, x, 0, 1e-5);
  }

  @Test
  void theFirstOfEqualClassesWins() {
    assertEquals(1, ClassRows.argMax(new float[] {9, 0, 4, 4, 1}, 1, 4));
  }

  @Test
  void theClippedLogSoftmaxStaysFiniteForAnImpossibleClass() {
    float[] out = new float[2];
    ClassRows.clippedLogSoftmax(new float[] {0, Float.NEGATIVE_INFINITY}, 0, out, 2, 1e-5f);
    assertArrayEquals(new float[] {0, (float) Math.log(1e-5f)}, out);
  }
}

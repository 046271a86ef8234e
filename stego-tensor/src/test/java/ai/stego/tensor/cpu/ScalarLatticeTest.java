package ai.stego.tensor.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import ai.stego.tensor.RowChains;
import ai.stego.tensor.SparseRows;
import ai.stego.tensor.testing.Close;
import org.junit.jupiter.api.Test;

class ScalarLatticeTest {
  private final ScalarLattice ops = new ScalarLattice();

  @Test
  void productsAreSumsOfWeightedRows() {
    SparseRows matrix =
        new SparseRows(
            new int[] {0, 1, 1, 5}, new int[] {2, 0, 1, 2, 0}, new float[] {3, 1, 2, 4, 8});
    float[] in = {1, 10, 2, 20, 3, 30};
    float[] out = {5, 6, 7, 8, 9, 10};
    ops.multiply(matrix, 1, 3, in, out, 2);
    assertArrayEquals(new float[] {5, 6, 0, 0, 25, 250}, out);
    ops.multiplyAdd(matrix, 0, 2, in, out, 2);
    assertArrayEquals(new float[] {14, 96, 0, 0, 25, 250}, out);
  }

  @Test
  void theBlurUsesTheValuesFromBefore() {
    float[] x = {1, 2, 4, 8, 16};
    RowChains chains = new RowChains(new int[] {0, 3, 5}, new int[] {4, 0, 2, 1, 3});
    ops.blur(chains, 0, 2, x, 1);
    assertArrayEquals(new float[] {1 + 8 + 2, 2 + 4, 4 + 0.5f, 8 + 1, 16 + 0.5f}, x);
  }

  @Test
  void thePolynomialIsTheExponentialDownToItsCutOff() {
    float[] x = new float[3001];
    float[] expected = new float[x.length];
    for (int i = 0; i < x.length; i++) {
      x[i] = -i / 100f;
      expected[i] = (float) Math.exp(x[i]);
    }
    ScalarLattice.exp(x, 0, x.length);
    Close.assertClose("exp", expected, x, 0, 1e-5);
  }

  @Test
  void theExponentialOfVeryNegativeValuesIsTiny() {
    float[] x = {-31, -1e30f, Float.NEGATIVE_INFINITY};
    ScalarLattice.exp(x, 0, 3);
    Close.assertClose("exp", new float[] {9.36e-14f, 9.36e-14f, 9.36e-14f}, x, 0, 1e-3);
  }

  @Test
  void softmaxLeavesTheRowsOutsideItsRange() {
    float[] x = {5, 6, 0, (float) Math.log(3), 7, 8};
    ops.softmax(x, 1, 2, 2);
    Close.assertClose("softmax", new float[] {5, 6, 0.25f, 0.75f, 7, 8}, x, 0, 1e-5);
  }

  @Test
  void theClippedLogSoftmaxStaysFiniteForAnImpossibleClass() {
    float[] out = new float[2];
    ops.clippedLogSoftmax(new float[] {0, Float.NEGATIVE_INFINITY}, 2, 0, 1, 1e-5f, out);
    assertArrayEquals(new float[] {0, (float) Math.log(1e-5f)}, out);
  }
}

package ai.stego.tensor.cpu;

import ai.stego.tensor.PackedWeight;

/**
 * A weight turned on its side: K rows of N values, each an array of its own. In this form the inner
 * loop of a product runs along a row, which the JIT compiler turns into vector instructions.
 *
 * @param outputs N
 * @param columns K rows of N values
 * @param bias N values, zeros for none
 */
record ScalarWeight(int outputs, float[][] columns, float[] bias) implements PackedWeight {
  @Override
  public int inputs() {
    return columns.length;
  }

  /** sums = x[start..start+K]·Wᵀ + b. */
  void multiply(float[] x, int start, float[] sums) {
    System.arraycopy(bias, 0, sums, 0, outputs);
    for (int k = 0; k < columns.length; k++) {
      addScaled(x[start + k], columns[k], sums, outputs);
    }
  }

  static void addScaled(float factor, float[] row, float[] sums, int count) {
    for (int n = 0; n < count; n++) {
      sums[n] += factor * row[n];
    }
  }
}

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

  /**
   * sums[r] = xᵣ·Wᵀ + b for as many rows as {@code sums} is asked for; row r of x begins at start +
   * r·K.
   */
  void multiply(float[] x, int start, float[][] sums, int rows) {
    for (int r = 0; r < rows; r++) {
      System.arraycopy(bias, 0, sums[r], 0, outputs);
    }
    RowSums.add(x, start, columns, sums, rows, outputs);
  }
}

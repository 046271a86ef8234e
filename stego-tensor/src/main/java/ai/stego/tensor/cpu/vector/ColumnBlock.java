package ai.stego.tensor.cpu.vector;

/**
 * Some columns of a row-major matrix, as the rows of its transpose.
 *
 * @param values where they lie
 * @param start the first value of the first column
 * @param stride from row to row of the matrix
 * @param rows how many columns
 */
record ColumnBlock(float[] values, int start, int stride, int rows) implements LeftBlock {
  /** So many rows of the matrix stay in the first-level cache while columns are read from them. */
  private static final int STRIP = 16;

  @Override
  public void copyChunk(int from, int depth, float[] a) {
    for (int k0 = 0; k0 < depth; k0 += STRIP) {
      int count = Math.min(STRIP, depth - k0);
      int strip = start + (from + k0) * stride;
      for (int row = 0; row < rows; row++) {
        int to = row * GemmTile.STRIDE + k0;
        for (int k = 0; k < count; k++) {
          a[to + k] = values[strip + k * stride + row];
        }
      }
    }
  }
}

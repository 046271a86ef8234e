package ai.stego.tensor.cpu.vector;

/**
 * Some rows of a row-major matrix.
 *
 * @param values where they lie
 * @param start the first value of the first row
 * @param stride from row to row
 * @param rows how many
 */
record RowBlock(float[] values, int start, int stride, int rows) implements LeftBlock {
  /** Where a row begins. */
  int at(int row) {
    return start + row * stride;
  }

  @Override
  public void copyChunk(int first, int count, int from, int depth, float[] a) {
    for (int row = 0; row < count; row++) {
      System.arraycopy(values, at(first + row) + from, a, row * GemmTile.STRIDE, depth);
    }
  }
}

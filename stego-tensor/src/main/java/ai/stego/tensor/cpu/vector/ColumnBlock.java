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

  /** Columns that are read together: half a cache line. */
  private static final int COLUMNS = 8;

  @Override
  public void copyChunk(int first, int rowCount, int from, int depth, float[] a) {
    for (int k = 0; k < depth; k += STRIP) {
      int count = Math.min(STRIP, depth - k);
      int strip = start + first + (from + k) * stride;
      int row = 0;
      for (; row <= rowCount - COLUMNS; row += COLUMNS) {
        copyColumns(strip + row, count, a, row * GemmTile.STRIDE + k);
      }
      for (; row < rowCount; row++) {
        for (int i = 0; i < count; i++) {
          a[row * GemmTile.STRIDE + k + i] = values[strip + i * stride + row];
        }
      }
    }
  }

  /** Copies {@link #COLUMNS} columns; written out, since the row stride of the copy is constant. */
  private void copyColumns(int from, int count, float[] a, int to) {
    int at = from;
    for (int i = to; i < to + count; i++) {
      a[i] = values[at];
      a[i + GemmTile.STRIDE] = values[at + 1];
      a[i + 2 * GemmTile.STRIDE] = values[at + 2];
      a[i + 3 * GemmTile.STRIDE] = values[at + 3];
      a[i + 4 * GemmTile.STRIDE] = values[at + 4];
      a[i + 5 * GemmTile.STRIDE] = values[at + 5];
      a[i + 6 * GemmTile.STRIDE] = values[at + 6];
      a[i + 7 * GemmTile.STRIDE] = values[at + 7];
      at += stride;
    }
  }
}

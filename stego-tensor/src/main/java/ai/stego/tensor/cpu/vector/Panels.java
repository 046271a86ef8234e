package ai.stego.tensor.cpu.vector;

import java.util.Arrays;

/**
 * How the right-hand matrix of a product, (depth, columns), lies in memory: cut into chunks along
 * the depth, each chunk into panels of {@link GemmTile#COLUMNS} columns, each panel row by row. A
 * panel (at most 288 or 384 rows of 64 bytes with AVX2) stays in the first-level cache while the
 * rows of A pass by. Columns are padded with zeros to whole panels.
 *
 * @param depth rows of the matrix
 * @param columns columns of the matrix
 * @param chunk rows of a chunk; the last may have fewer
 */
record Panels(int depth, int columns, int chunk) {

  /** The columns with their padding. */
  int paddedColumns() {
    return Lanes.roundUp(columns, GemmTile.COLUMNS);
  }

  /** The number of floats they take. */
  int size() {
    return Math.multiplyExact(depth, paddedColumns());
  }

  /** The rows of the chunk that begins at row {@code from}. */
  int chunkDepth(int from) {
    return Math.min(chunk, depth - from);
  }

  /** Where the panel begins that holds row {@code from} (a chunk's first) and column {@code j}. */
  int offset(int from, int j) {
    return from * paddedColumns() + j * chunkDepth(from);
  }

  /**
   * Columns that lie as rows in memory, as those of a linear layer's weight and the keys of
   * attention do, and where their panels go: column j, row k is read at source[start + j·stride +
   * k].
   *
   * @param source the matrix, transposed
   * @param start its first value
   * @param stride from column to column
   * @param packed the panels
   * @param base where the panels begin
   */
  record Columns(float[] source, int start, int stride, float[] packed, int base) {}

  /** Packs the panels {@code firstPanel} to {@code lastPanel - 1} of every chunk. */
  void packColumns(Columns from, int firstPanel, int lastPanel) {
    int width = GemmTile.COLUMNS;
    for (int k0 = 0; k0 < depth; k0 += chunk) {
      int count = chunkDepth(k0);
      for (int j = firstPanel * width; j < lastPanel * width; j++) {
        int to = from.base + offset(k0, j - j % width) + j % width;
        int at = from.start + j * from.stride + k0;
        for (int k = 0; k < count; k++) {
          from.packed[to + k * width] = j < columns ? from.source[at + k] : 0;
        }
      }
    }
  }

  /**
   * Packs one panel of a matrix that lies row by row.
   *
   * @param source depth rows of {@code columns} values, {@code stride} apart
   * @param from a chunk's first row
   * @param j the panel's first column
   * @param packed the panels, from index 0
   */
  void packRows(RowBlock source, int from, int j, float[] packed) {
    int width = GemmTile.COLUMNS;
    int count = Math.min(width, columns - j);
    int to = offset(from, j);
    for (int row = from; row < from + chunkDepth(from); row++) {
      if (count == width) {
        Elementwise.copyTile(source.values(), source.at(row) + j, packed, to);
      } else {
        System.arraycopy(source.values(), source.at(row) + j, packed, to, count);
        Arrays.fill(packed, to + count, to + width, 0);
      }
      to += width;
    }
  }
}

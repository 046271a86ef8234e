package ai.stego.tensor;

/**
 * A sparse matrix on the host, row by row (compressed sparse rows). Read, never changed.
 *
 * @param start where each row's entries begin; one more than there are rows, the last one the
 *     number of entries
 * @param column the column of each entry
 * @param weight the value of each entry
 */
public record SparseRows(int[] start, int[] column, float[] weight) {
  /**
   * The number of rows.
   *
   * @return rows
   */
  public int rows() {
    return start.length - 1;
  }

  /**
   * The same entries with other values.
   *
   * @param other as many values
   * @return a matrix that shares the places of the entries
   */
  public SparseRows withWeight(float[] other) {
    return new SparseRows(start, column, other);
  }
}

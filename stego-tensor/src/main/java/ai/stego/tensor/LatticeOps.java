package ai.stego.tensor;

/**
 * The loops of a Gaussian filter on a lattice and of the mean field that uses it, on host arrays of
 * rows. A row holds a value for each channel, and behind them as much padding as {@link #rowLength}
 * asks for. Each call works on a range of rows or chains in the calling thread, in an order that
 * depends on neither the range nor the thread: callers may cut the work as they like.
 */
public interface LatticeOps {
  /**
   * The length of a row with its padding.
   *
   * @param channels values in a row, 1 or more
   * @return {@code channels} or somewhat more
   */
  int rowLength(int channels);

  /**
   * out = M · in for a range of rows of M.
   *
   * @param matrix M
   * @param from first row
   * @param to behind the last row
   * @param in a row for each column of M
   * @param out a row for each row of M; those of the range are overwritten; not {@code in}
   * @param rowLength length of a row of {@code in} and {@code out}
   */
  void multiply(SparseRows matrix, int from, int to, float[] in, float[] out, int rowLength);

  /**
   * out += M · in for a range of rows of M.
   *
   * @param matrix M
   * @param from first row
   * @param to behind the last row
   * @param in a row for each column of M
   * @param out a row for each row of M; those of the range are added to; not {@code in}
   * @param rowLength length of a row of {@code in} and {@code out}
   */
  void multiplyAdd(SparseRows matrix, int from, int to, float[] in, float[] out, int rowLength);

  /**
   * x[i] += (x[i-1] + x[i+1])/2 along each of a range of chains, from the values before; beyond
   * either end of a chain there are zeros. That is twice the blur [1 2 1]/4.
   *
   * @param chains chains of rows
   * @param from first chain
   * @param to behind the last chain
   * @param x rows; those of the chains are overwritten
   * @param rowLength length of a row
   */
  void blur(RowChains chains, int from, int to, float[] x, int rowLength);

  /**
   * x = exp(x - m) / Σ exp(x - m) for a range of rows, m the row's largest value. Exponentials are
   * within 1e-5 of their values, and below 1e-12 anything between 0 and 1e-12. A row with NaN
   * becomes NaN.
   *
   * @param x rows whose padding holds -∞; overwritten, the padding with 0
   * @param from first row
   * @param to behind the last row
   * @param rowLength length of a row
   */
  void softmax(float[] x, int from, int to, int rowLength);

  /**
   * out = log max(softmax(in), least) for a range of rows, -∞ in the padding.
   *
   * @param in rows without padding; the largest value of each is finite
   * @param channels values in a row
   * @param from first row
   * @param to behind the last row
   * @param least above 0
   * @param out rows with padding; those of the range are overwritten; not {@code in}
   */
  void clippedLogSoftmax(float[] in, int channels, int from, int to, float least, float[] out);
}

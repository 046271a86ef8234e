package ai.stego.tensor;

/**
 * Runs work over ranges of rows on several threads. Ranges are exact: every row is in one range,
 * and where ranges begin depends on the grain alone, never on the number of threads.
 */
public interface Parallel {
  /** Work on one range of rows; must not care which thread runs it. */
  @FunctionalInterface
  interface Range {
    /**
     * Does the work.
     *
     * @param from first row, inclusive
     * @param to last row, exclusive
     */
    void run(int from, int to);
  }

  /**
   * Cuts rows 0..count-1 into ranges of {@code grain} rows (the last may be shorter), runs them all
   * and returns when the last is done. Called from inside a range, or while another caller has the
   * threads, it runs everything on the calling thread.
   *
   * @param count how many rows
   * @param grain rows in a range, at least 1
   * @param work called once for each range; what it throws reaches the caller
   */
  void ranges(int count, int grain, Range work);

  /**
   * The number of threads at work, the caller's included.
   *
   * @return at least 1
   */
  int threads();
}

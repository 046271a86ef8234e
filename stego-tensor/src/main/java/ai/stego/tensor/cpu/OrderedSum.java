package ai.stego.tensor.cpu;

import ai.stego.tensor.Parallel;

/** Sums whose bits do not depend on the number of threads: of ranges first, then in their order. */
public final class OrderedSum {
  private OrderedSum() {}

  /** The sum over one range of rows. */
  @FunctionalInterface
  public interface Part {
    /**
     * Sums a range, and may do other work on its rows.
     *
     * @param from first row, inclusive
     * @param to last row, exclusive
     * @return the sum
     */
    double sum(int from, int to);
  }

  /**
   * Sums rows 0..count-1.
   *
   * @param parallel the threads
   * @param count how many rows
   * @param grain rows in a range, at least 1
   * @param part called once for each range
   * @return the sum, 0 without rows
   */
  public static double of(Parallel parallel, int count, int grain, Part part) {
    double[] parts = new double[count <= 0 ? 0 : (count - 1) / grain + 1];
    parallel.ranges(count, grain, (from, to) -> parts[from / grain] = part.sum(from, to));
    double sum = 0;
    for (double value : parts) {
      sum += value;
    }
    return sum;
  }
}

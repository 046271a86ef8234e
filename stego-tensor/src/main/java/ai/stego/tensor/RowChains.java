package ai.stego.tensor;

/**
 * Chains of rows: each row is in one chain at most, and next to its neighbours there. Read, never
 * changed.
 *
 * @param start where each chain begins in {@code row}; one more than there are chains
 * @param row the rows of one chain after those of another
 */
public record RowChains(int[] start, int[] row) {
  /**
   * The number of chains.
   *
   * @return chains
   */
  public int size() {
    return start.length - 1;
  }
}

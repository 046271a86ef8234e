package ai.stego.tensor.cpu.vector;

import java.util.Arrays;

/**
 * The best few others of each row so far, the best first, found by several threads. Of equal scores
 * the lower index comes first, so that what is found does not depend on the order of the offers.
 */
final class SharedTopRows {
  /** Rows share locks; offers that get as far as a lock are rare. A power of two. */
  private static final int LOCKS = 256;

  private final int count;
  private final int[] indices;
  private final float[] scores;
  private final float[] least;
  private final Object[] locks = new Object[LOCKS];

  /**
   * Begins with nothing found.
   *
   * @param rows N
   * @param count places of each row
   * @param indices N·count; -1 where nothing was found yet
   */
  SharedTopRows(int rows, int count, int[] indices) {
    this.count = count;
    this.indices = indices;
    this.scores = new float[indices.length];
    this.least = new float[rows];
    Arrays.fill(indices, -1);
    Arrays.fill(scores, Float.NEGATIVE_INFINITY);
    Arrays.fill(least, Float.NEGATIVE_INFINITY);
    Arrays.setAll(locks, i -> new Object());
  }

  /**
   * The score of the last place of each row, N of them. A lower one than that, or NaN, need not be
   * offered. Other threads raise them at any time; one that was read is a lower bound ever after.
   */
  float[] least() {
    return least;
  }

  /** Takes another row in if it is among the best of a row. */
  void offer(int row, int other, float score) {
    int begin = row * count;
    int last = begin + count - 1;
    synchronized (locks[row % LOCKS]) {
      if (!isBetter(score, other, last)) {
        return;
      }
      int at = last;
      while (at > begin && isBetter(score, other, at - 1)) {
        scores[at] = scores[at - 1];
        indices[at] = indices[at - 1];
        at--;
      }
      scores[at] = score;
      indices[at] = other;
      least[row] = scores[last];
    }
  }

  /** Never true of NaN and -∞: an empty place has that score and the index -1. */
  private boolean isBetter(float score, int other, int place) {
    return score > scores[place] || (score == scores[place] && other < indices[place]);
  }
}

package ai.stego.tensor.cpu;

import java.util.Arrays;

/** The best few candidates of each row so far, the best first. */
final class TopRows {
  private final int firstRow;
  private final int count;
  private final float[] scores;
  private final int[] indices;

  /** Begins with nothing found; the array holds count places of each row from the first on. */
  TopRows(int firstRow, int count, int[] indices) {
    this.firstRow = firstRow;
    this.count = count;
    this.scores = new float[indices.length];
    this.indices = indices;
    Arrays.fill(scores, Float.NEGATIVE_INFINITY);
    Arrays.fill(indices, -1);
  }

  /**
   * Looks at the next candidates of a row, which must come in rising order: so of equal scores the
   * lower index stays before the higher one. The row itself is no candidate.
   */
  void offer(int row, int firstCandidate, float[] values, int offset, int candidates) {
    int begin = (row - firstRow) * count;
    int last = begin + count - 1;
    for (int c = 0; c < candidates; c++) {
      float score = values[offset + c];
      if (score > scores[last] && firstCandidate + c != row) {
        insert(begin, last, score, firstCandidate + c);
      }
    }
  }

  private void insert(int begin, int last, float score, int index) {
    int at = last;
    while (at > begin && scores[at - 1] < score) {
      scores[at] = scores[at - 1];
      indices[at] = indices[at - 1];
      at--;
    }
    scores[at] = score;
    indices[at] = index;
  }
}

package ai.stego.tensor.cpu;

import ai.stego.tensor.extent.AttentionExtents;
import java.util.Arrays;

/**
 * One attention head of one image, copied out of the packed rows: queries (N,d), keys on their side
 * (d,N), values (N,d). Rows that inner loops run along are arrays of their own.
 *
 * @param queries N rows of d, divided by √d, one after the other
 * @param keys d rows of N
 * @param values N rows of d
 */
record ScalarHead(float[] queries, float[][] keys, float[][] values) {
  /** How many queries pass over the keys and values together. */
  private static final int BLOCK = 16;

  static ScalarHead read(float[] packed, int start, AttentionExtents e, int image, int head) {
    int tokens = e.tokens();
    int width = e.headWidth();
    float scale = (float) (1 / Math.sqrt(width));
    float[] queries = new float[tokens * width];
    float[][] keys = new float[width][tokens];
    float[][] values = new float[tokens][width];
    for (int n = 0; n < tokens; n++) {
      int row = start + (image * tokens + n) * 3 * e.width() + head * width;
      for (int c = 0; c < width; c++) {
        queries[n * width + c] = packed[row + c] * scale;
        keys[c][n] = packed[row + e.width() + c];
        values[n][c] = packed[row + 2 * e.width() + c];
      }
    }
    return new ScalarHead(queries, keys, values);
  }

  /**
   * Writes softmax(q·kᵀ/√d) over all tokens for queries {@code from} to {@code to}, a row of N
   * values each, one after the other.
   */
  void weights(int from, int to, float[] out, int start) {
    int tokens = values.length;
    float[][] scores = new float[Math.min(BLOCK, to - from)][tokens];
    double[] exponentials = new double[tokens];
    for (int q = from; q < to; q += BLOCK) {
      int count = Math.min(BLOCK, to - q);
      for (int r = 0; r < count; r++) {
        Arrays.fill(scores[r], 0);
      }
      RowSums.add(queries, q * keys.length, keys, scores, count, tokens);
      for (int r = 0; r < count; r++) {
        int row = start + (q - from + r) * tokens;
        ScalarRows.softmax(scores[r], 0, out, row, tokens, 1, exponentials);
      }
    }
  }

  /** Writes the attention of every query, one row every {@code stride} values. */
  void attend(float[] out, int start, int stride) {
    int tokens = values.length;
    int width = keys.length;
    float[] weights = new float[BLOCK * tokens];
    float[][] sums = new float[BLOCK][width];
    for (int q = 0; q < tokens; q += BLOCK) {
      int count = Math.min(BLOCK, tokens - q);
      weights(q, q + count, weights, 0);
      for (float[] sum : sums) {
        Arrays.fill(sum, 0);
      }
      RowSums.add(weights, 0, values, sums, count, width);
      for (int r = 0; r < count; r++) {
        System.arraycopy(sums[r], 0, out, start + (q + r) * stride, width);
      }
    }
  }
}

package ai.stego.tensor.cpu;

import ai.stego.tensor.extent.AttentionExtents;
import java.util.Arrays;

/**
 * One attention head of one image, copied out of the packed rows: queries (N,d), keys on their side
 * (d,N), values (N,d). Every row is an array of its own, so that inner loops run along rows.
 *
 * @param queries N rows of d, divided by √d
 * @param keys d rows of N
 * @param values N rows of d
 */
record ScalarHead(float[][] queries, float[][] keys, float[][] values) {

  static ScalarHead read(float[] packed, int start, AttentionExtents e, int image, int head) {
    int tokens = e.tokens();
    int width = e.headWidth();
    float scale = (float) (1 / Math.sqrt(width));
    float[][] queries = new float[tokens][width];
    float[][] keys = new float[width][tokens];
    float[][] values = new float[tokens][width];
    for (int n = 0; n < tokens; n++) {
      int row = start + (image * tokens + n) * 3 * e.width() + head * width;
      for (int c = 0; c < width; c++) {
        queries[n][c] = packed[row + c] * scale;
        keys[c][n] = packed[row + e.width() + c];
        values[n][c] = packed[row + 2 * e.width() + c];
      }
    }
    return new ScalarHead(queries, keys, values);
  }

  /** softmax(q·kᵀ/√d) of one query over all tokens. */
  float[] weights(int query) {
    int tokens = values.length;
    float[] scores = new float[tokens];
    for (int c = 0; c < keys.length; c++) {
      ScalarWeight.addScaled(queries[query][c], keys[c], scores, tokens);
    }
    ScalarRows.softmax(scores, 0, scores, 0, tokens, 1);
    return scores;
  }

  /** Writes the attention of every query, one row every {@code stride} values. */
  void attend(float[] out, int start, int stride) {
    int width = keys.length;
    float[] sums = new float[width];
    for (int q = 0; q < queries.length; q++) {
      Arrays.fill(sums, 0);
      float[] weights = weights(q);
      for (int n = 0; n < weights.length; n++) {
        ScalarWeight.addScaled(weights[n], values[n], sums, width);
      }
      System.arraycopy(sums, 0, out, start + q * stride, width);
    }
  }
}

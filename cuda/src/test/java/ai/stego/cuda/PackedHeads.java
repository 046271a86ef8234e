package ai.stego.cuda;

import ai.stego.tensor.Rng;

/**
 * Attention and its gradient as the formulas say, in double, on packed (B,N,3·D).
 *
 * @param images B
 * @param tokens N
 * @param heads A
 * @param width d
 * @param qkv the packed values
 */
record PackedHeads(int images, int tokens, int heads, int width, double[] qkv) {
  /** Normally distributed values that are float32 numbers. */
  static PackedHeads random(String seed, int images, int tokens, int heads, int width) {
    return new PackedHeads(
        images, tokens, heads, width, normal(seed, images * tokens * 3 * heads * width));
  }

  static double[] normal(String seed, int count) {
    Rng rng = Rng.of(0).split(seed);
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) rng.nextGaussian();
    }
    return values;
  }

  static float[] floats(double[] values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }

  /** Where the values of one token and head begin; part 0 are queries, 1 keys, 2 values. */
  int at(int image, int token, int part, int head) {
    return (((image * tokens + token) * 3 + part) * heads + head) * width;
  }

  /** Where the output of one token and head begins. */
  int outAt(int image, int token, int head) {
    return ((image * tokens + token) * heads + head) * width;
  }

  /** q·k/√d of one query with every key. */
  double[] scores(int image, int query, int head) {
    double[] scores = new double[tokens];
    for (int n = 0; n < tokens; n++) {
      for (int c = 0; c < width; c++) {
        scores[n] += qkv[at(image, query, 0, head) + c] * qkv[at(image, n, 1, head) + c];
      }
      scores[n] /= Math.sqrt(width);
    }
    return scores;
  }

  /** The logarithm of the sum of the exponentials. */
  static double logSum(double[] scores) {
    double max = Double.NEGATIVE_INFINITY;
    for (double score : scores) {
      max = Math.max(max, score);
    }
    double sum = 0;
    for (double score : scores) {
      sum += Math.exp(score - max);
    }
    return max + Math.log(sum);
  }

  /** (B,A,N) logarithms of the sums of exponentials. */
  double[] logSums() {
    double[] sums = new double[images * heads * tokens];
    for (int i = 0; i < sums.length; i++) {
      sums[i] = logSum(scores(i / tokens / heads, i % tokens, i / tokens % heads));
    }
    return sums;
  }

  /** (B,N,D). */
  double[] attention() {
    double[] out = new double[images * tokens * heads * width];
    for (int row = 0; row < images * heads * tokens; row++) {
      int image = row / tokens / heads;
      int head = row / tokens % heads;
      double[] scores = scores(image, row % tokens, head);
      double logSum = logSum(scores);
      for (int n = 0; n < tokens; n++) {
        double weight = Math.exp(scores[n] - logSum);
        for (int c = 0; c < width; c++) {
          out[outAt(image, row % tokens, head) + c] += weight * qkv[at(image, n, 2, head) + c];
        }
      }
    }
    return out;
  }

  /** Σ outGradient·attention, the scalar whose gradient is taken. */
  double loss(double[] outGradient) {
    double[] out = attention();
    double loss = 0;
    for (int i = 0; i < out.length; i++) {
      loss += outGradient[i] * out[i];
    }
    return loss;
  }
}

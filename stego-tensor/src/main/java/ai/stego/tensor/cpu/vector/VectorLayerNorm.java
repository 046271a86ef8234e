package ai.stego.tensor.cpu.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Layer norm of rows.
 *
 * @param width D
 * @param gamma where the factors lie
 * @param gammaStart the first of D
 * @param beta where the summands lie
 * @param betaStart the first of D
 * @param epsilon added to the variance
 */
record VectorLayerNorm(
    int width, float[] gamma, int gammaStart, float[] beta, int betaStart, float epsilon) {
  private static final VectorSpecies<Float> S = Lanes.FLOATS;
  private static final int L = Lanes.COUNT;

  /**
   * A float32 mean is off by up to some 5e-7 of itself, and the result by that over the deviation:
   * below a sixteenth of the mean, the deviation makes that too much.
   */
  private static final double LEAST_VARIANCE = 1.0 / 256;

  /**
   * Normalises one row; {@code out} may be {@code x}. Where float32 squares overflow, or the mean
   * cancels out too much, the row is done again in double.
   */
  void row(float[] x, int from, float[] out, int to) {
    float mean = Reductions.sum(x, from, width) / width;
    double variance = variance(x, from, mean);
    if (!(variance >= LEAST_VARIANCE * mean * mean && variance <= Float.MAX_VALUE)) {
      rowInDouble(x, from, out, to);
      return;
    }
    float scale = (float) (1 / Math.sqrt(variance + epsilon));
    int i = 0;
    for (int end = S.loopBound(width); i < end; i += L) {
      FloatVector.fromArray(S, x, from + i)
          .sub(mean)
          .mul(scale)
          .fma(
              FloatVector.fromArray(S, gamma, gammaStart + i),
              FloatVector.fromArray(S, beta, betaStart + i))
          .intoArray(out, to + i);
    }
    for (; i < width; i++) {
      float unit = (x[from + i] - mean) * scale;
      out[to + i] = Math.fma(unit, gamma[gammaStart + i], beta[betaStart + i]);
    }
  }

  private void rowInDouble(float[] x, int from, float[] out, int to) {
    double sum = 0;
    for (int i = 0; i < width; i++) {
      sum += x[from + i];
    }
    double mean = sum / width;
    double squares = 0;
    for (int i = 0; i < width; i++) {
      squares += (x[from + i] - mean) * (x[from + i] - mean);
    }
    double scale = 1 / Math.sqrt(squares / width + epsilon);
    for (int i = 0; i < width; i++) {
      double unit = (x[from + i] - mean) * scale;
      out[to + i] = (float) (unit * gamma[gammaStart + i] + beta[betaStart + i]);
    }
  }

  /** The biased variance, from differences to the mean. */
  private double variance(float[] x, int from, float mean) {
    FloatVector a = FloatVector.zero(S);
    FloatVector b = a;
    int i = from;
    for (int end = from + width / (2 * L) * (2 * L); i < end; i += 2 * L) {
      FloatVector left = FloatVector.fromArray(S, x, i).sub(mean);
      FloatVector right = FloatVector.fromArray(S, x, i + L).sub(mean);
      a = left.fma(left, a);
      b = right.fma(right, b);
    }
    double squares = Lanes.sum(a.add(b));
    for (; i < from + width; i++) {
      double difference = x[i] - mean;
      squares += difference * difference;
    }
    return squares / width;
  }
}

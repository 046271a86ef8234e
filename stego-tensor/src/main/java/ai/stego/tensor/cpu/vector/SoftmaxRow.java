package ai.stego.tensor.cpu.vector;

import ai.stego.tensor.cpu.HostAllocator;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Softmax of one row in scratch that is padded with -∞ to whole vectors: the padding's exponentials
 * are exactly 0.
 */
final class SoftmaxRow {
  private static final VectorSpecies<Float> S = Lanes.FLOATS;

  private final float[] scratch;
  private final int width;
  private final int padded;

  /**
   * Takes scratch for rows of one width.
   *
   * @param scratch at least {@link #scratchSize} values
   * @param width K
   */
  SoftmaxRow(float[] scratch, int width) {
    this.scratch = scratch;
    this.width = width;
    this.padded = scratchSize(width);
  }

  /** The scratch that rows of {@code width} values need. */
  static int scratchSize(int width) {
    return Lanes.roundUp(width, 2 * Lanes.COUNT);
  }

  /** Softmax of a single row; {@code out} may be {@code x}. */
  static void softmax(HostAllocator memory, float[] x, int from, float[] out, int to, int width) {
    float[] scratch = memory.borrow(scratchSize(width));
    try {
      new SoftmaxRow(scratch, width).softmax(x, from, 1, out, to);
    } finally {
      memory.giveBack(scratch);
    }
  }

  /** out = exp(scale·(x - max x)) / Σ. */
  void softmax(float[] x, int from, float scale, float[] out, int to) {
    float max = load(x, from);
    float sum = Reductions.expAndSum(scratch, 0, padded, max, scale);
    Elementwise.scale(scratch, 0, 1 / sum, out, to, width);
  }

  /** out = scale·(x - max x) - log Σ exp(scale·(x - max x)). */
  void logSoftmax(float[] x, int from, float scale, float[] out, int to) {
    float max = load(x, from);
    float log = (float) Math.log(Reductions.expAndSum(scratch, 0, padded, max, scale));
    int k = 0;
    for (int end = S.loopBound(width); k < end; k += S.length()) {
      FloatVector.fromArray(S, x, from + k).sub(max).mul(scale).sub(log).intoArray(out, to + k);
    }
    for (; k < width; k++) {
      out[to + k] = (x[from + k] - max) * scale - log;
    }
  }

  /** Copies a row to the scratch; returns its largest value. */
  private float load(float[] x, int from) {
    System.arraycopy(x, from, scratch, 0, width);
    Arrays.fill(scratch, width, padded, Float.NEGATIVE_INFINITY);
    return Reductions.max(scratch, 0, padded);
  }
}

package ai.stego.tensor.cpu.vector;

import ai.stego.tensor.extent.LossExtents;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Cross entropy of some rows at a time. Classes are few, so that a row is a vector or three: the
 * exponentials run over all rows of a block at once, without a gap between rows, and one logarithm
 * serves many rows, since Σ log s = log Π s.
 */
final class CrossEntropyBlock {
  private static final VectorSpecies<Float> S = Lanes.FLOATS;
  private static final int L = Lanes.COUNT;

  /** Values of a block, about: they stay in the first-level cache. */
  private static final int VALUES = 2048;

  /** Blocks of a range of rows. */
  static final int BLOCKS = 8;

  /** A product of sums, each at least 1, is taken up to here; one more may be as large as K. */
  private static final double MUCH = 1e290;

  private final LossExtents extents;
  private final int[] labels;
  private final float count;
  private final float[] scratch;

  /**
   * Prepares to work on blocks.
   *
   * @param extents of the operation
   * @param labels of all rows
   * @param valid how many of them count
   * @param scratch at least {@link #scratchSize} values
   */
  CrossEntropyBlock(LossExtents extents, int[] labels, int valid, float[] scratch) {
    this.extents = extents;
    this.labels = labels;
    this.count = valid;
    this.scratch = scratch;
  }

  /** The rows of a block. */
  static int rows(int classes) {
    return Math.max(1, VALUES / Math.max(1, classes));
  }

  /** The scratch that a block needs. */
  static int scratchSize(int classes) {
    return Lanes.roundUp(rows(classes) * classes, L);
  }

  /**
   * Works on the rows {@code first} to {@code last - 1}.
   *
   * @param in where the logits are
   * @param x where the first row's logits begin
   * @param first a row
   * @param last the row behind the block
   * @param out overwritten with the gradient; may be {@code in}
   * @param y where the first row's gradient begins
   * @return the sum of -log softmax(x)[label]
   */
  double run(float[] in, int x, int first, int last, float[] out, int y) {
    int classes = extents.classes();
    double loss = 0;
    for (int m = first; m < last; m++) {
      int at = (m - first) * classes;
      float max = shift(in, x + at, at);
      if (extents.isValid(labels[m])) {
        loss += (double) max - in[x + at + labels[m]];
      }
    }
    int values = (last - first) * classes;
    Arrays.fill(scratch, values, Lanes.roundUp(values, L), 0);
    exponentials(Lanes.roundUp(values, L));
    double product = 1;
    for (int m = first; m < last; m++) {
      int at = (m - first) * classes;
      if (!extents.isValid(labels[m])) {
        Arrays.fill(out, y + at, y + at + classes, 0);
        continue;
      }
      float sum = sum(at);
      write(at, sum, out, y + at);
      out[y + at + labels[m]] -= 1 / count;
      product *= sum;
      if (!(product < MUCH)) {
        loss += Math.log(product);
        product = 1;
      }
    }
    return loss + Math.log(product);
  }

  /** Writes x - max to the scratch; returns the largest value, NaN aside. */
  private float shift(float[] in, int x, int at) {
    int classes = extents.classes();
    if (classes < L) {
      return shiftShort(in, x, at);
    }
    int tail = classes - L;
    FloatVector greatest = FloatVector.fromArray(S, in, x + tail);
    for (int k = 0; k < tail; k += L) {
      FloatVector value = FloatVector.fromArray(S, in, x + k);
      greatest = greatest.blend(value, value.compare(VectorOperators.GT, greatest));
    }
    float max = greatest.reduceLanes(VectorOperators.MAX);
    // The last vector overlaps the one before: the same values are written twice.
    for (int k = 0; k < tail; k += L) {
      FloatVector.fromArray(S, in, x + k).sub(max).intoArray(scratch, at + k);
    }
    FloatVector.fromArray(S, in, x + tail).sub(max).intoArray(scratch, at + tail);
    return max;
  }

  private float shiftShort(float[] in, int x, int at) {
    float max = Float.NEGATIVE_INFINITY;
    for (int k = 0; k < extents.classes(); k++) {
      max = Math.max(max, in[x + k]);
    }
    for (int k = 0; k < extents.classes(); k++) {
      scratch[at + k] = in[x + k] - max;
    }
    return max;
  }

  private void exponentials(int values) {
    for (int i = 0; i < values; i += L) {
      VectorMath.exp(FloatVector.fromArray(S, scratch, i)).intoArray(scratch, i);
    }
  }

  private float sum(int at) {
    int classes = extents.classes();
    if (classes < 2 * L) {
      float sum = 0;
      for (int k = at; k < at + classes; k++) {
        sum += scratch[k];
      }
      return sum;
    }
    return Reductions.sum(scratch, at, classes);
  }

  /** out = scratch/(sum·count). */
  private void write(int at, float sum, float[] out, int y) {
    Elementwise.scale(scratch, at, 1 / (sum * count), out, y, extents.classes());
  }
}

package ai.stego.tensor.cpu.vector;

import ai.stego.tensor.extent.LossExtents;
import java.util.Arrays;

/**
 * Cross entropy of some rows at a time. Classes are few, so that a row is a vector or three: the
 * exponentials run over all rows of a block at once, without a gap between rows, and one logarithm
 * serves many rows, since Σ log s = log Π s.
 *
 * <p>Rows of a block are shifted by the block's largest logit where all of its logits lie close
 * together, which saves looking for the largest of each row; otherwise each by its own.
 */
final class CrossEntropyBlock {
  /** Values of a block, about: they stay in the first-level cache. */
  private static final int VALUES = 2048;

  /** Blocks of a range of rows. */
  static final int BLOCKS = 8;

  /**
   * Logits so far apart share a shift: it is rounded by 32·2⁻²⁴, and exponentials stay above 2⁻⁴⁷.
   */
  private static final float CLOSE = 32;

  /** A product of sums is taken as long as it lies between this and its inverse. */
  private static final double MUCH = 1e250;

  private final LossExtents extents;
  private final int[] labels;
  private final float count;
  private final float[] scratch;
  private final float[] shifts;

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
    shifts = new float[rows(extents.classes())];
  }

  /** The rows of a block. */
  static int rows(int classes) {
    return Math.max(1, VALUES / Math.max(1, classes));
  }

  /** The scratch that a block needs. */
  static int scratchSize(int classes) {
    return Lanes.roundUp(rows(classes) * classes, Lanes.COUNT);
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
    exponentials(in, x, last - first);
    double loss = shiftedLogits(in, x, first, last);
    int classes = extents.classes();
    double product = 1;
    for (int m = first; m < last; m++) {
      int at = (m - first) * classes;
      int to = y + at;
      if (!extents.isValid(labels[m])) {
        Arrays.fill(out, to, to + classes, 0);
        continue;
      }
      float sum = ShortRow.sum(scratch, at, classes);
      ShortRow.scale(scratch, at, 1 / (sum * count), out, to, classes);
      out[to + labels[m]] -= 1 / count;
      product *= sum;
      if (!(product < MUCH && product > 1 / MUCH)) {
        loss += Math.log(product);
        product = 1;
      }
    }
    return loss + Math.log(product);
  }

  /** Σ shift - x[label] over the rows that count; before they may be overwritten. */
  private double shiftedLogits(float[] in, int x, int first, int last) {
    double sum = 0;
    for (int m = first; m < last; m++) {
      if (extents.isValid(labels[m])) {
        int at = x + (m - first) * extents.classes();
        sum += (double) shifts[m - first] - in[at + labels[m]];
      }
    }
    return sum;
  }

  /** Writes exp(x - shift) of all rows to the scratch. */
  private void exponentials(float[] in, int x, int rows) {
    int classes = extents.classes();
    int values = rows * classes;
    float greatest = Reductions.max(in, x, values);
    float least = Reductions.min(in, x, values);
    if (greatest - least < CLOSE) {
      Arrays.fill(shifts, 0, rows, greatest);
      Elementwise.subtract(in, x, greatest, scratch, 0, values);
    } else {
      for (int row = 0; row < rows; row++) {
        int at = row * classes;
        shifts[row] = Reductions.max(in, x + at, classes);
        Elementwise.subtract(in, x + at, shifts[row], scratch, at, classes);
      }
    }
    Arrays.fill(scratch, values, Lanes.roundUp(values, Lanes.COUNT), 0);
    Elementwise.exp(scratch, Lanes.roundUp(values, Lanes.COUNT));
  }
}

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

  /** The rows at hand: the first, how many, where logits and gradients begin. */
  private int first;

  private int rows;
  private int x;
  private int y;
  private double loss;

  /** One of the steps of a block. */
  private interface Step {
    void run(CrossEntropyBlock block, float[] in, float[] out);
  }

  /**
   * The steps of a block, called from one place. C2 does not inline a call with three targets, so
   * that each step is compiled by itself; in one method they are more than it inlines.
   */
  private static final Step[] STEPS = {
    (block, in, out) -> block.shift(in),
    (block, in, out) -> Elementwise.exp(block.scratch, block.padded()),
    (block, in, out) -> block.write(out)
  };

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
    this.first = first;
    this.rows = last - first;
    this.x = x;
    this.y = y;
    loss = 0;
    for (Step step : STEPS) {
      step.run(this, in, out);
    }
    return loss;
  }

  private int padded() {
    return Lanes.roundUp(rows * extents.classes(), Lanes.COUNT);
  }

  /**
   * Writes x - shift of all rows to the scratch, and adds shift - x[label] of those that count to
   * the loss, before the logits may be overwritten.
   */
  private void shift(float[] in) {
    int classes = extents.classes();
    int values = rows * classes;
    float greatest = Reductions.max(in, x, values);
    boolean close = greatest - Reductions.min(in, x, values) < CLOSE;
    Arrays.fill(shifts, 0, rows, greatest);
    // One call for both cases: all rows at once, or one at a time.
    int step = close ? Math.max(1, rows) : 1;
    for (int row = 0; row < rows; row += step) {
      int at = row * classes;
      if (!close) {
        shifts[row] = Reductions.max(in, x + at, classes);
      }
      Elementwise.subtract(in, x + at, shifts[row], scratch, at, step * classes);
    }
    Arrays.fill(scratch, values, padded(), 0);
    for (int row = 0; row < rows; row++) {
      int label = labels[first + row];
      if (extents.isValid(label)) {
        loss += (double) shifts[row] - in[x + row * classes + label];
      }
    }
  }

  /** Writes the gradient from the exponentials, and adds the logarithms of their sums. */
  private void write(float[] out) {
    int classes = extents.classes();
    double product = 1;
    for (int row = 0; row < rows; row++) {
      int label = labels[first + row];
      int at = row * classes;
      int to = y + at;
      if (!extents.isValid(label)) {
        Arrays.fill(out, to, to + classes, 0);
        continue;
      }
      float sum = ShortRow.sum(scratch, at, classes);
      ShortRow.scale(scratch, at, 1 / (sum * count), out, to, classes);
      out[to + label] -= 1 / count;
      product *= sum;
      if (!(product < MUCH && product > 1 / MUCH)) {
        loss += Math.log(product);
        product = 1;
      }
    }
    loss += Math.log(product);
  }
}

package ai.stego.nn;

import ai.stego.tensor.MatrixOps;
import ai.stego.tensor.Tensor;

/** out = factor·x. */
final class Scaling {
  private Scaling() {}

  /** Two halves, and not x plus nought times x, so that infinities stay what they are. */
  static void scale(MatrixOps matrix, float factor, Tensor x, Tensor out) {
    matrix.weightedSum(factor / 2, x, factor / 2, x, out);
  }
}

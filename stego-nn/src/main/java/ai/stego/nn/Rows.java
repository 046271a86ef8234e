package ai.stego.nn;

import ai.stego.tensor.Shape;
import ai.stego.tensor.Tensor;

/** Tensors seen as matrices. */
final class Rows {
  private Rows() {}

  /** The same values as (M, innermost); a view. */
  static Tensor of(Tensor tensor) {
    Shape shape = tensor.shape();
    return tensor.reshape(Math.toIntExact(shape.rows()), shape.axis(-1));
  }
}

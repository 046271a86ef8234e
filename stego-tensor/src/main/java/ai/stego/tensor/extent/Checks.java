package ai.stego.tensor.extent;

import ai.stego.tensor.Shape;
import ai.stego.tensor.ShapeException;
import ai.stego.tensor.Tensor;

/** Checks that several operations share. */
final class Checks {
  private Checks() {}

  static void rank(String what, Tensor tensor, int rank, String axes) {
    ShapeException.require(tensor.shape().rank() == rank, what, axes, tensor.shape());
  }

  static void shape(String what, Tensor tensor, int... axes) {
    Shape expected = Shape.of(axes);
    ShapeException.require(tensor.shape().equals(expected), what, expected, tensor.shape());
  }

  static void sameShape(String what, Tensor expected, Tensor actual) {
    ShapeException.require(
        actual.shape().equals(expected.shape()), what, expected.shape(), actual.shape());
  }

  /** The innermost extent of a tensor that has at least one axis. */
  static int width(String what, Tensor tensor) {
    ShapeException.require(tensor.shape().rank() >= 1, what, "at least one axis", tensor.shape());
    return tensor.shape().axis(-1);
  }

  static void length(String what, int expected, int actual) {
    ShapeException.require(expected == actual, what, expected + " elements", actual);
  }

  static void apart(String what, Tensor x, Tensor out) {
    ShapeException.require(!x.overlaps(out), what, "memory apart from the input", "shared memory");
  }
}

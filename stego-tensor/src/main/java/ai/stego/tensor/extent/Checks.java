package ai.stego.tensor.extent;

import ai.stego.tensor.Epilogue;
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
    if (expected != actual) {
      throw new ShapeException(what, expected + " elements", actual);
    }
  }

  /** A count that fits in an int, which is what kernels count with. */
  static int count(String what, long count, Tensor of) {
    if (count > Integer.MAX_VALUE) {
      throw new ShapeException(what, "at most " + Integer.MAX_VALUE, count + " in " + of);
    }
    return (int) count;
  }

  /** The rows of a tensor. */
  static int rows(String what, Tensor tensor) {
    long rows = tensor.shape().rows();
    return rows <= Integer.MAX_VALUE ? (int) rows : count(what + ": rows", rows, tensor);
  }

  /** For operations that work in place: the very same values, or none in common. */
  static void sameOrApart(String what, Tensor x, Tensor out) {
    boolean same =
        x.storage() == out.storage() && x.offset() == out.offset() && x.size() == out.size();
    ShapeException.require(
        same || !x.overlaps(out),
        what,
        "the input's own memory, or memory apart from it",
        "memory that is partly shared");
  }

  static void apart(String what, Tensor x, Tensor out) {
    ShapeException.require(!x.overlaps(out), what, "memory apart from the input", "shared memory");
  }

  /** For products and factors that only store or add. */
  static void noneOrAccumulate(String operation, Epilogue epilogue) {
    ShapeException.require(
        epilogue == Epilogue.NONE || epilogue == Epilogue.ACCUMULATE,
        operation + ": epilogue",
        "NONE or ACCUMULATE",
        epilogue);
  }
}

package ai.stego.vit.weights;

import ai.stego.tensor.InputException;
import ai.stego.tensor.Shape;
import java.util.List;

/** A strided view of a storage, checked to lie within it. */
final class TorchTensor {
  private static final int MAX_RANK = 64;

  private final TorchStorage storage;
  private final long first;
  private final long last;
  private final Shape shape;
  private final long[] strides;

  private TorchTensor(TorchStorage storage, long first, long last, Shape shape, long[] strides) {
    this.storage = storage;
    this.first = first;
    this.last = last;
    this.shape = shape;
    this.strides = strides;
  }

  /**
   * Makes the view.
   *
   * @throws InputException if it is not a view of the storage
   * @throws ArithmeticException if its sizes overflow
   */
  static TorchTensor of(TorchStorage storage, long first, List<?> sizes, List<?> strides) {
    require(sizes.size() == strides.size(), "its size and stride differ in length");
    require(sizes.size() <= MAX_RANK, "it has over " + MAX_RANK + " axes");
    int[] axes = new int[sizes.size()];
    long[] steps = new long[axes.length];
    long count = 1;
    long last = first;
    for (int i = 0; i < axes.length; i++) {
      axes[i] = Math.toIntExact(natural(sizes.get(i)));
      steps[i] = natural(strides.get(i));
      count = Math.multiplyExact(count, axes[i]);
      long reach = Math.multiplyExact(Math.max(0, axes[i] - 1L), steps[i]);
      last = Math.addExact(last, reach);
    }
    require(first >= 0 && (count == 0 || last < storage.count()), "it leaves its storage");
    // Repeated elements (stride 0) are honest only in small numbers: a few bytes could claim all.
    require(count <= Math.max(storage.count(), 1L << 16), "it repeats its storage too often");
    return new TorchTensor(storage, first, last, Shape.of(axes), steps);
  }

  private static long natural(Object number) {
    require(
        number instanceof Long value && value >= 0, "a size or stride is negative or no number");
    return (Long) number;
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new InputException(otherwise);
    }
  }

  TorchStorage storage() {
    return storage;
  }

  Shape shape() {
    return shape;
  }

  /** Where the first element is, in bytes from the file's start. */
  long offset() {
    return storage.offset() + first * storage.type().bytes();
  }

  /** The elements from the first to the last one used, in the storage's order. */
  long span() {
    return shape.size() == 0 ? 0 : last - first + 1;
  }

  /** Whether the span is the tensor itself, row-major. */
  boolean isContiguous() {
    long expected = 1;
    for (int i = strides.length - 1; i >= 0; i--) {
      if (shape.axis(i) != 1 && strides[i] != expected) {
        return shape.size() == 0;
      }
      expected *= shape.axis(i);
    }
    return true;
  }

  /** For each element, row-major, its place in the span. */
  int[] places() {
    int[] places = new int[Math.toIntExact(shape.size())];
    int[] index = new int[strides.length];
    long place = 0;
    for (int i = 0; i < places.length; i++) {
      places[i] = Math.toIntExact(place);
      for (int axis = index.length - 1; axis >= 0; axis--) {
        place += strides[axis];
        if (++index[axis] < shape.axis(axis)) {
          break;
        }
        place -= strides[axis] * index[axis];
        index[axis] = 0;
      }
    }
    return places;
  }
}

package ai.stego.tensor;

import java.util.Arrays;

/**
 * A contiguous, row-major block of float32 values with an immutable shape, in the memory of one
 * backend. {@link #reshape} and {@link #range} give views that share the values. Values change only
 * through {@link #write} and through the {@code out} arguments of operations.
 *
 * <p>A tensor is made by a {@link Scope} and is dead once that scope closes.
 */
public final class Tensor {
  private static final long MAX_ARRAY = Integer.MAX_VALUE - 8L;

  private final Storage storage;
  private final long offset;
  private final Shape shape;

  Tensor(Storage storage, long offset, Shape shape) {
    this.storage = storage;
    this.offset = offset;
    this.shape = shape;
  }

  /**
   * The shape.
   *
   * @return the shape
   */
  public Shape shape() {
    return shape;
  }

  /**
   * The number of values.
   *
   * @return the product of all extents
   */
  public long size() {
    return shape.size();
  }

  /**
   * Where the values live; for backends.
   *
   * @return the storage
   */
  public Storage storage() {
    return storage;
  }

  /**
   * Where in the storage this tensor begins; for backends.
   *
   * @return index of the first value
   */
  public long offset() {
    return offset;
  }

  /**
   * The same values under another shape; a view.
   *
   * @param axes the new extents; one of them may be -1 and is worked out from the others
   * @return the view
   * @throws ShapeException if the sizes differ, or an extent of -1 cannot be worked out
   */
  public Tensor reshape(int... axes) {
    int[] wanted = axes.clone();
    int open = 0;
    while (open < wanted.length && wanted[open] != -1) {
      open++;
    }
    if (open < wanted.length) {
      wanted[open] = 1;
      long known = Shape.of(wanted).size();
      if (known <= 0 || size() % known != 0 || size() / known > Integer.MAX_VALUE) {
        throw new ShapeException("reshape", "the size of " + shape, Arrays.toString(axes));
      }
      wanted[open] = (int) (size() / known);
    }
    return reshape(Shape.of(wanted));
  }

  /**
   * The same values under another shape; a view.
   *
   * @param wanted the new shape
   * @return the view
   * @throws ShapeException if the sizes differ
   */
  public Tensor reshape(Shape wanted) {
    if (wanted.size() != size()) {
      throw new ShapeException("reshape", "the size of " + shape, wanted);
    }
    return new Tensor(storage, offset, wanted);
  }

  /**
   * A range of the leading axis; a view.
   *
   * @param from first index, inclusive
   * @param to last index, exclusive
   * @return the view, of shape (to - from, remaining axes)
   * @throws ShapeException if the range does not lie within the leading axis
   */
  public Tensor range(int from, int to) {
    Shape part = shape.withLeading(Math.max(0, to - from));
    if (from < 0 || from > to || to > shape.axis(0)) {
      throw new ShapeException(
          "range of the leading axis",
          "0 <= from <= to <= " + shape.axis(0),
          "from " + from + " to " + to);
    }
    long row = shape.axis(0) == 0 ? 0 : size() / shape.axis(0);
    return new Tensor(storage, offset + from * row, part);
  }

  /**
   * Copies all values out.
   *
   * @return the values, row-major, in an array of the caller's own
   * @throws ShapeException if there are more values than an array can hold
   */
  public float[] toArray() {
    ShapeException.require(
        size() <= MAX_ARRAY, "toArray", "at most " + MAX_ARRAY + " values", this);
    float[] values = new float[(int) size()];
    storage.read(offset, values, 0, values.length);
    return values;
  }

  /**
   * Overwrites all values.
   *
   * @param values as many as this tensor has, row-major
   * @return this tensor
   * @throws ShapeException if the number of values differs
   */
  public Tensor write(float... values) {
    ShapeException.require(values.length == size(), "write", size() + " values", values.length);
    storage.write(offset, values, 0, values.length);
    return this;
  }

  /**
   * Whether some value belongs to both tensors.
   *
   * @param other another tensor
   * @return true if they share memory; an empty tensor shares none
   */
  public boolean overlaps(Tensor other) {
    return storage == other.storage
        && size() > 0
        && other.size() > 0
        && offset < other.offset + other.size()
        && other.offset < offset + size();
  }

  @Override
  public String toString() {
    return "Tensor" + shape + " in " + storage.memory();
  }
}

package ai.stego.tensor;

import java.util.Arrays;
import java.util.stream.Collectors;

/** The extents of a tensor's axes, outermost first; immutable. A scalar has no axes and size 1. */
public final class Shape {
  private final int[] axes;
  private final long size;

  private Shape(int[] axes) {
    long product = 1;
    for (int extent : axes) {
      if (extent < 0) {
        throw new ShapeException("shape", "extents of 0 or more", Arrays.toString(axes));
      }
      product = Math.multiplyExact(product, (long) extent);
    }
    this.axes = axes;
    this.size = product;
  }

  /**
   * Makes a shape.
   *
   * @param axes the extents, outermost first, each 0 or more
   * @return the shape
   * @throws ShapeException if an extent is negative
   */
  public static Shape of(int... axes) {
    return new Shape(axes.clone());
  }

  /**
   * The number of axes.
   *
   * @return the number of axes, 0 for a scalar
   */
  public int rank() {
    return axes.length;
  }

  /**
   * The extent of one axis.
   *
   * @param axis from 0, or from -1 backwards for the innermost axes
   * @return the extent
   * @throws ShapeException if there is no such axis
   */
  public int axis(int axis) {
    int index = axis < 0 ? axes.length + axis : axis;
    ShapeException.require(
        index >= 0 && index < axes.length, "axis " + axis, "a shape that has it", this);
    return axes[index];
  }

  /**
   * The number of elements.
   *
   * @return the product of all extents
   */
  public long size() {
    return size;
  }

  /**
   * The number of rows when all axes but the innermost are flattened.
   *
   * @return the product of all extents but the last; 1 for a scalar
   */
  public long rows() {
    long rows = 1;
    for (int i = 0; i < axes.length - 1; i++) {
      rows *= axes[i];
    }
    return rows;
  }

  /**
   * The extents as an array of the caller's own.
   *
   * @return a copy of the extents
   */
  public int[] toArray() {
    return axes.clone();
  }

  /**
   * The same shape with another extent on the leading axis.
   *
   * @param extent the new leading extent
   * @return the shape
   * @throws ShapeException if this is a scalar's shape
   */
  public Shape withLeading(int extent) {
    ShapeException.require(axes.length > 0, "leading axis", "at least one axis", this);
    int[] copy = axes.clone();
    copy[0] = extent;
    return new Shape(copy);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Shape shape && Arrays.equals(axes, shape.axes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(axes);
  }

  /** Reads as in Python: {@code (2, 197, 384)}, {@code (5,)}, {@code ()}. */
  @Override
  public String toString() {
    String inner = Arrays.stream(axes).mapToObj(String::valueOf).collect(Collectors.joining(", "));
    return axes.length == 1 ? "(" + inner + ",)" : "(" + inner + ")";
  }
}

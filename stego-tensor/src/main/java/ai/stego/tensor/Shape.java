package ai.stego.tensor;

import java.util.Arrays;
import java.util.stream.Collectors;

/** The extents of a tensor's axes, outermost first; immutable. A scalar has no axes and size 1. */
public final class Shape {
  private final int[] axes;
  private final long size;

  private Shape(int[] axes) {
    for (int extent : axes) {
      if (extent < 0) {
        throw new ShapeException("shape", "extents of 0 or more", Arrays.toString(axes));
      }
    }
    this.axes = axes;
    this.size = product(axes, axes.length);
  }

  /** The product of the first extents, 0 where one of them is 0, however large the others are. */
  private static long product(int[] axes, int count) {
    long product = 1;
    boolean fits = true;
    for (int i = 0; i < count; i++) {
      if (axes[i] == 0) {
        return 0;
      }
      fits &= product <= Long.MAX_VALUE / axes[i];
      product *= axes[i];
    }
    if (!fits) {
      throw new ShapeException(
          "shape", "a product of at most " + Long.MAX_VALUE, Arrays.toString(axes));
    }
    return product;
  }

  /**
   * Makes a shape.
   *
   * @param axes the extents, outermost first, each 0 or more
   * @return the shape
   * @throws ShapeException if an extent is negative, or the size beyond 64 bits
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
    if (index < 0 || index >= axes.length) {
      throw new ShapeException("axis " + axis, "a shape that has it", this);
    }
    return axes[index];
  }

  /**
   * The number of elements.
   *
   * @return the product of all extents; 0 if one of them is 0
   */
  public long size() {
    return size;
  }

  /**
   * The number of rows when all axes but the innermost are flattened.
   *
   * @return the product of all extents but the last; 1 for a scalar
   * @throws ShapeException if that is beyond 64 bits, as it can be where the last extent is 0
   */
  public long rows() {
    return product(axes, axes.length - 1);
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

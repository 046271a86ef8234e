package ai.stego.tensor.extent;

import ai.stego.tensor.ShapeException;
import ai.stego.tensor.Tensor;

/**
 * Extents of operations that treat each row by itself.
 *
 * @param rows M
 * @param width values in a row
 */
public record RowExtents(int rows, int width) {
  /**
   * Checks an operation from rows to rows of the same width.
   *
   * @param operation its name
   * @param x (...,width)
   * @param out the shape of x
   * @return the extents
   */
  public static RowExtents of(String operation, Tensor x, Tensor out) {
    int width = Checks.width(operation + ": x", x);
    Checks.sameShape(operation + ": out", x, out);
    return new RowExtents(Math.toIntExact(x.shape().rows()), width);
  }

  /**
   * Checks a layer norm.
   *
   * @param x (...,D)
   * @param gamma (D)
   * @param beta (D)
   * @param out the shape of x
   * @return the extents
   */
  public static RowExtents ofLayerNorm(Tensor x, Tensor gamma, Tensor beta, Tensor out) {
    RowExtents extents = of("layerNorm", x, out);
    Checks.shape("layerNorm: gamma", gamma, extents.width);
    Checks.shape("layerNorm: beta", beta, extents.width);
    return extents;
  }

  /**
   * Checks an arg-max.
   *
   * @param x (...,K)
   * @param labels M indices
   * @return the extents
   */
  public static RowExtents ofArgMax(Tensor x, int[] labels) {
    int width = Checks.width("argMax: x", x);
    ShapeException.require(width >= 1, "argMax: x", "rows of at least one value", x.shape());
    int rows = Math.toIntExact(x.shape().rows());
    Checks.length("argMax: labels", rows, labels.length);
    return new RowExtents(rows, width);
  }

  /**
   * Checks a copy.
   *
   * @param x any shape
   * @param out any shape of as many values
   * @return the extents, one row
   */
  public static RowExtents ofCopy(Tensor x, Tensor out) {
    ShapeException.require(x.size() == out.size(), "copy: out", x.size() + " values", out.shape());
    Checks.apart("copy: out", x, out);
    return new RowExtents(1, Math.toIntExact(x.size()));
  }
}

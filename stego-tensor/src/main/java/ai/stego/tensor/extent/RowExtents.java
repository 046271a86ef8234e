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
   * @param out the shape of x; x itself, or apart from it
   * @return the extents
   */
  public static RowExtents of(String operation, Tensor x, Tensor out) {
    int width = Checks.width(operation + ": x", x);
    Checks.sameShape(operation + ": out", x, out);
    Checks.sameOrApart(operation + ": out", x, out);
    return new RowExtents(Checks.rows(operation + ": x", x), width);
  }

  /**
   * Checks a layer norm.
   *
   * @param x (...,D)
   * @param gamma (D)
   * @param beta (D)
   * @param out the shape of x; x itself, or apart from it, and apart from gamma and beta
   * @return the extents
   */
  public static RowExtents ofLayerNorm(Tensor x, Tensor gamma, Tensor beta, Tensor out) {
    RowExtents extents = of("layerNorm", x, out);
    Checks.shape("layerNorm: gamma", gamma, extents.width);
    Checks.shape("layerNorm: beta", beta, extents.width);
    Checks.apart("layerNorm: out", gamma, out);
    Checks.apart("layerNorm: out", beta, out);
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
    int rows = Checks.rows("argMax: x", x);
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
    return new RowExtents(1, Checks.count("copy: x", x.size(), x));
  }

  /**
   * Checks a weighted sum.
   *
   * @param a any shape
   * @param b the shape of a
   * @param out the shape of a; a or b itself, or apart from them
   * @return the extents, one row
   */
  public static RowExtents ofWeightedSum(Tensor a, Tensor b, Tensor out) {
    Checks.sameShape("weightedSum: b", a, b);
    Checks.sameShape("weightedSum: out", a, out);
    Checks.sameOrApart("weightedSum: out", a, out);
    Checks.sameOrApart("weightedSum: out", b, out);
    return new RowExtents(1, Checks.count("weightedSum: a", a.size(), a));
  }
}

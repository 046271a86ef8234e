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
   * Checks a gradient of an operation from rows to rows of the same width.
   *
   * @param operation its name
   * @param x (...,width)
   * @param outGradient the shape of x
   * @param xGradient the shape of x, apart from both
   * @return the extents
   */
  public static RowExtents ofGradient(
      String operation, Tensor x, Tensor outGradient, Tensor xGradient) {
    int width = Checks.width(operation + ": x", x);
    checkGradients(operation, x, outGradient, xGradient);
    return new RowExtents(Checks.rows(operation + ": x", x), width);
  }

  /**
   * Checks a function of each element.
   *
   * @param operation its name
   * @param x any shape
   * @param out the shape of x; x itself, or apart from it
   * @return the extents, one row
   */
  public static RowExtents ofElements(String operation, Tensor x, Tensor out) {
    Checks.sameShape(operation + ": out", x, out);
    Checks.sameOrApart(operation + ": out", x, out);
    return new RowExtents(1, Checks.count(operation + ": x", x.size(), x));
  }

  /**
   * Checks the gradient of a function of each element.
   *
   * @param operation its name
   * @param x any shape
   * @param outGradient the shape of x
   * @param xGradient the shape of x, apart from both
   * @return the extents, one row
   */
  public static RowExtents ofElementsGradient(
      String operation, Tensor x, Tensor outGradient, Tensor xGradient) {
    checkGradients(operation, x, outGradient, xGradient);
    return new RowExtents(1, Checks.count(operation + ": x", x.size(), x));
  }

  private static void checkGradients(
      String operation, Tensor x, Tensor outGradient, Tensor xGradient) {
    Checks.sameShape(operation + ": outGradient", x, outGradient);
    Checks.sameShape(operation + ": xGradient", x, xGradient);
    Checks.apart(operation + ": xGradient", x, xGradient);
    Checks.apart(operation + ": xGradient", outGradient, xGradient);
  }

  /**
   * Checks sums of columns.
   *
   * @param x (...,N)
   * @param out (N)
   * @return the extents
   */
  public static RowExtents ofColumnSums(Tensor x, Tensor out) {
    int width = Checks.width("columnSums: x", x);
    Checks.shape("columnSums: out", out, width);
    Checks.apart("columnSums: out", x, out);
    return new RowExtents(Checks.rows("columnSums: x", x), width);
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

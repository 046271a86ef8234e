package ai.stego.tensor.extent;

import ai.stego.tensor.PackedWeight;
import ai.stego.tensor.ShapeException;
import ai.stego.tensor.Tensor;

/**
 * Extents of {@link ai.stego.tensor.MatrixOps#linear}: (M,K) times (N,K) transposed.
 *
 * @param rows M
 * @param inputs K
 * @param outputs N
 */
public record LinearExtents(int rows, int inputs, int outputs) {
  /**
   * Checks a product.
   *
   * @param x (...,K)
   * @param weight (N,K)
   * @param out (...,N)
   * @return the extents
   */
  public static LinearExtents of(Tensor x, PackedWeight weight, Tensor out) {
    int inputs = Checks.width("linear: x", x);
    int outputs = Checks.width("linear: out", out);
    if (inputs != weight.inputs()) {
      throw new ShapeException("linear: x", "rows of " + weight.inputs(), x.shape());
    }
    if (outputs != weight.outputs()) {
      throw new ShapeException("linear: out", "rows of " + weight.outputs(), out.shape());
    }
    if (x.shape().rows() != out.shape().rows()) {
      throw new ShapeException("linear: out", x.shape().rows() + " rows", out.shape());
    }
    Checks.apart("linear: out", x, out);
    return new LinearExtents(Checks.rows("linear: x", x), inputs, outputs);
  }

  /**
   * Checks a weight to be packed.
   *
   * @param weight (N,K)
   * @param bias (N) or null
   * @return the extents, with no rows
   */
  public static LinearExtents ofWeight(Tensor weight, Tensor bias) {
    Checks.rank("pack: weight", weight, 2, "(N,K)");
    int outputs = weight.shape().axis(0);
    if (bias != null) {
      Checks.shape("pack: bias", bias, outputs);
    }
    return new LinearExtents(0, weight.shape().axis(1), outputs);
  }
}

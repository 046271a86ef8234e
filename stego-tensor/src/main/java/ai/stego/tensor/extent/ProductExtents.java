package ai.stego.tensor.extent;

import ai.stego.tensor.Epilogue;
import ai.stego.tensor.ShapeException;
import ai.stego.tensor.Tensor;

/**
 * Extents of {@link ai.stego.tensor.MatrixOps#product}: (M,K) times (K,N).
 *
 * @param rows M
 * @param inputs K
 * @param outputs N
 */
public record ProductExtents(int rows, int inputs, int outputs) {
  /**
   * Checks a product.
   *
   * @param a (M,K), or (K,M) if transposed
   * @param transposeA whether a is transposed
   * @param b (K,N), or (N,K) if transposed
   * @param transposeB whether b is transposed
   * @param epilogue none, or adding
   * @param out (M,N)
   * @return the extents
   */
  public static ProductExtents of(
      Tensor a, boolean transposeA, Tensor b, boolean transposeB, Epilogue epilogue, Tensor out) {
    Checks.noneOrAccumulate("product", epilogue);
    Checks.rank("product: a", a, 2, transposeA ? "(K,M)" : "(M,K)");
    Checks.rank("product: b", b, 2, transposeB ? "(N,K)" : "(K,N)");
    int rows = a.shape().axis(transposeA ? 1 : 0);
    int inputs = a.shape().axis(transposeA ? 0 : 1);
    int outputs = b.shape().axis(transposeB ? 0 : 1);
    ShapeException.require(
        b.shape().axis(transposeB ? 1 : 0) == inputs,
        "product: b",
        transposeB ? "rows of " + inputs : inputs + " rows",
        b.shape());
    Checks.shape("product: out", out, rows, outputs);
    Checks.apart("product: out", a, out);
    Checks.apart("product: out", b, out);
    return new ProductExtents(rows, inputs, outputs);
  }
}

package ai.stego.cuda;

import ai.stego.tensor.RowOps;
import ai.stego.tensor.ShapeException;
import ai.stego.tensor.Tensor;
import ai.stego.tensor.extent.RowExtents;

/** Row by row operations, one warp a row; kernels in {@code rows.cu}. */
final class CudaRows implements RowOps {
  private static final int THREADS = 256;
  private static final int ROWS = THREADS / 32;

  private final DeviceContext context;

  CudaRows(DeviceContext context) {
    this.context = context;
  }

  /** A launch of one warp for each row, eight warps a block. */
  static Launch warps(int rows) {
    return Launch.of(Math.toIntExact(Launch.ceilDiv(rows, ROWS)), THREADS);
  }

  @Override
  public void normalize(Tensor x, Tensor out) {
    RowExtents e = RowExtents.of("normalize", x, out);
    context.launch(
        "normalize_rows",
        warps(e.rows()),
        context.address("normalize", x),
        context.address("normalize", out),
        e.rows(),
        e.width());
  }

  @Override
  public void normalizeGradient(Tensor x, Tensor outGradient, Tensor xGradient) {
    RowExtents e = RowExtents.ofGradient("normalizeGradient", x, outGradient, xGradient);
    context.launch(
        "normalize_rows_gradient",
        warps(e.rows()),
        context.address("normalizeGradient", x),
        context.address("normalizeGradient", outGradient),
        context.address("normalizeGradient", xGradient),
        e.rows(),
        e.width());
  }

  @Override
  public void softmax(Tensor x, float scale, Tensor out) {
    scaled("softmax", "softmax_rows", x, scale, out);
  }

  @Override
  public void logSoftmax(Tensor x, float scale, Tensor out) {
    scaled("logSoftmax", "log_softmax_rows", x, scale, out);
  }

  private void scaled(String operation, String kernel, Tensor x, float scale, Tensor out) {
    ShapeException.require(scale > 0, operation + ": scale", "above 0", scale);
    RowExtents e = RowExtents.of(operation, x, out);
    context.launch(
        kernel,
        warps(e.rows()),
        context.address(operation, x),
        scale,
        context.address(operation, out),
        e.rows(),
        e.width());
  }

  @Override
  public void argMax(Tensor x, int[] labels) {
    RowExtents e = RowExtents.ofArgMax(x, labels);
    if (e.rows() == 0) {
      return;
    }
    try (Scratch scratch = context.scratch()) {
      long indices = scratch.words(e.rows());
      context.launch(
          "arg_max_rows",
          warps(e.rows()),
          context.address("argMax", x),
          indices,
          e.rows(),
          e.width());
      context.transfers().download(indices, labels);
    }
  }
}

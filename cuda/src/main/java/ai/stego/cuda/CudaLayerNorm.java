package ai.stego.cuda;

import ai.stego.tensor.extent.RowExtents;

/** Layer norm and its gradients; kernels in {@code layer_norm.cu}. */
final class CudaLayerNorm {
  private static final int COLUMNS = 128;
  private static final int CHUNKS = 256;
  private static final int LEAST_ROWS = 16;

  private final DeviceContext context;

  CudaLayerNorm(DeviceContext context) {
    this.context = context;
  }

  /** Writes the normalised rows; addresses of x, gamma, beta and out. */
  void forward(RowExtents e, long x, long gamma, long beta, float epsilon, long out) {
    context.launch(
        "layer_norm", CudaRows.warps(e.rows()), x, gamma, beta, epsilon, out, e.rows(), e.width());
  }

  /**
   * Adds the gradients of x, gamma and beta.
   *
   * @param e extents
   * @param x address of (...,D)
   * @param gamma address of (D)
   * @param epsilon added to the variance
   * @param outGradient address of (...,D)
   * @param xGradient address of (...,D); added to
   * @param gammaGradient address of (D); added to
   * @param betaGradient address of (D); added to
   */
  void gradient(
      RowExtents e,
      long x,
      long gamma,
      float epsilon,
      long outGradient,
      long xGradient,
      long gammaGradient,
      long betaGradient) {
    int chunkRows = Math.toIntExact(Math.max(LEAST_ROWS, Launch.ceilDiv(e.rows(), CHUNKS)));
    int chunks = Math.toIntExact(Launch.ceilDiv(e.rows(), chunkRows));
    int columns = Math.toIntExact(Launch.ceilDiv(e.width(), COLUMNS));
    try (Scratch scratch = context.scratch()) {
      long moments = scratch.words(2L * e.rows());
      long partial = scratch.words(2L * chunks * e.width());
      context.launch(
          "layer_norm_gradient",
          CudaRows.warps(e.rows()),
          x,
          gamma,
          epsilon,
          outGradient,
          xGradient,
          moments,
          e.rows(),
          e.width());
      context.launch(
          "layer_norm_parameter_sums",
          new Launch(chunks, columns, 1, COLUMNS, 0),
          x,
          outGradient,
          moments,
          partial,
          e.rows(),
          e.width(),
          chunkRows);
      context.launch(
          "layer_norm_parameter_gradients",
          Launch.of(columns, COLUMNS),
          partial,
          gammaGradient,
          betaGradient,
          chunks,
          e.width());
    }
  }
}

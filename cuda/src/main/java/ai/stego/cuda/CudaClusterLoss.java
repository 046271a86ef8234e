package ai.stego.cuda;

import ai.stego.tensor.extent.ClusterExtents;

/**
 * One cluster loss; kernels in {@code cluster_loss.cu}.
 *
 * @param context the device
 * @param extents M, Z, K
 * @param codes M rows of Z values
 * @param centroids K rows of Z values
 */
record CudaClusterLoss(DeviceContext context, ClusterExtents extents, long codes, long centroids) {
  private static final int THREADS = 128;
  private static final int SUM_THREADS = 256;

  /** Most centroids whose sums a block holds. */
  private static final int HEIGHT = 64;

  /** Codes are cut into parts of at least so many rows, and into at most so many parts. */
  private static final int LEAST_ROWS = 64;

  private static final int MOST_PARTS = 512;

  /** Writes the loss and the gradient. */
  void run(long loss, long gradient) {
    try (Scratch scratch = context.scratch()) {
      long labels = scratch.words(extents.points());
      long norms = scratch.words(extents.points());
      int blocks = (int) Launch.ceilDiv(extents.points(), THREADS);
      long cosines = scratch.longWords(blocks);
      context.launch(
          "cluster_loss_assign",
          Launch.of(blocks, THREADS),
          codes,
          centroids,
          labels,
          norms,
          cosines,
          extents.points(),
          extents.width(),
          extents.clusters());
      context.launch(
          "negative_mean", Launch.of(1, SUM_THREADS), cosines, blocks, extents.points(), loss);
      sums(scratch, labels, norms, gradient);
    }
  }

  private void sums(Scratch scratch, long labels, long norms, long gradient) {
    int rows = Math.max(LEAST_ROWS, (int) Launch.ceilDiv(extents.points(), MOST_PARTS));
    int parts = (int) Launch.ceilDiv(extents.points(), rows);
    long units = scratch.words((long) parts * extents.clusters() * extents.width());
    int height = Math.min(HEIGHT, extents.clusters());
    context.launch(
        "cluster_loss_sums",
        new Launch(
            parts,
            (int) Launch.ceilDiv(extents.width(), THREADS),
            (int) Launch.ceilDiv(extents.clusters(), height),
            THREADS,
            height * THREADS * Float.BYTES),
        codes,
        labels,
        norms,
        units,
        extents.points(),
        extents.width(),
        extents.clusters(),
        rows,
        height);
    context.launch(
        "cluster_loss_gradient",
        Launch.of(extents.clusters(), THREADS),
        units,
        centroids,
        gradient,
        parts,
        extents.points(),
        extents.width(),
        extents.clusters());
  }
}

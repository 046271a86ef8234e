package ai.stego.cuda;

import ai.stego.tensor.CorrespondenceForm;
import ai.stego.tensor.extent.CorrespondenceExtents;
import java.util.Locale;

/**
 * One correspondence loss: means, tiles of w, gradients, statistics; kernels in {@code
 * correspondence.cu}, {@code correspondence_weights.cu} and {@code correspondence_gradients.cu}.
 *
 * @param context the device
 * @param extents B, P, F, Z
 * @param form which form of the loss
 * @param f B·P unit rows of F values
 * @param g B·P unit rows of F values
 * @param s B·P unit rows of Z values
 * @param t B·P unit rows of Z values
 */
record CudaCorrespondence(
    DeviceContext context,
    CorrespondenceExtents extents,
    CorrespondenceForm form,
    long f,
    long g,
    long s,
    long t) {
  private static final int THREADS = 256;

  /** Features of one block of the means. */
  private static final int PIECE = 64;

  /** Positions of a tile of w, in both directions. */
  private static final int TILE = 32;

  /** Positions and code values of a tile of a gradient. */
  private static final int GRADIENT_ROWS = 16;

  private static final int GRADIENT_COLUMNS = 128;
  private static final int WARP = 32;

  /** Sums that blocks leave for the next kernels. */
  private record Means(int pieces, long rowParts, long imageParts) {}

  /** Writes the statistics and the gradients. */
  void run(long statistics, long sGradient, long tGradient) {
    int tiles = (int) Launch.ceilDiv(extents.positions(), TILE);
    int blocks = Math.toIntExact((long) extents.images() * tiles * tiles);
    try (Scratch scratch = context.scratch()) {
      Means means = means(scratch);
      long w = scratch.words((long) extents.pairs());
      long parts = scratch.longWords(2L * blocks);
      weights(means, blocks, w, parts);
      gradients(w, sGradient, tGradient);
      context.launch(
          "correspondence_statistics",
          Launch.of(1, THREADS),
          parts,
          blocks,
          means.imageParts,
          means.pieces * extents.images(),
          statistics,
          extents.pairs(),
          (double) extents.images() * extents.positions());
    }
  }

  private Means means(Scratch scratch) {
    int pieces = (int) Launch.ceilDiv(extents.features(), PIECE);
    long rows = (long) extents.images() * extents.positions();
    Means means =
        new Means(
            pieces,
            scratch.words(pieces * rows),
            scratch.longWords((long) pieces * extents.images()));
    context.launch(
        "correspondence_means",
        new Launch(extents.images(), pieces, 1, THREADS, 0),
        f,
        g,
        means.rowParts,
        means.imageParts,
        extents.images(),
        extents.positions(),
        extents.features());
    return means;
  }

  private void weights(Means means, int blocks, long w, long parts) {
    context.launch(
        "correspondence_weights_" + context.precision().name().toLowerCase(Locale.ROOT),
        Launch.of(blocks, THREADS),
        f,
        g,
        s,
        t,
        means.rowParts,
        means.imageParts,
        means.pieces,
        w,
        parts,
        extents.images(),
        extents.positions(),
        extents.features(),
        extents.codes(),
        form.pointwise() ? 1 : 0,
        form.least(),
        form.greatest(),
        form.shift());
  }

  private void gradients(long w, long sGradient, long tGradient) {
    int tiles = (int) Launch.ceilDiv(extents.positions(), GRADIENT_ROWS);
    int columns = Math.min(extents.codes(), GRADIENT_COLUMNS);
    // Eight pairs of rows, and four columns a thread.
    int threads = (int) Launch.ceilDiv(2L * columns, WARP) * WARP;
    context.launch(
        "correspondence_gradients",
        new Launch(
            Math.multiplyExact(extents.images(), tiles),
            (int) Launch.ceilDiv(extents.codes(), GRADIENT_COLUMNS),
            2,
            threads,
            0),
        w,
        s,
        t,
        sGradient,
        tGradient,
        extents.positions(),
        extents.codes());
  }
}

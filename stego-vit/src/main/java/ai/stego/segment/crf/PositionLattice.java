package ai.stego.segment.crf;

import ai.stego.tensor.Parallel;

/**
 * The normalised lattice of the smoothness kernel. It depends on the size of the picture alone, so
 * that of the last size is kept. Safe to share between threads.
 */
final class PositionLattice {
  private static final int BAND_ROWS = 16;

  /** Points of a band of a narrow picture. */
  private static final int LEAST_BAND = 1024;

  private final CrfParameters parameters;
  private volatile Sized last;

  PositionLattice(CrfParameters parameters) {
    this.parameters = parameters;
  }

  private record Sized(int height, int width, BandedLattice lattice) {}

  /** Pixels of a band: some rows of the picture, long enough for the border to be a small part. */
  static int band(int width) {
    return (int) Math.min(Integer.MAX_VALUE, Math.max(LEAST_BAND, (long) width * BAND_ROWS));
  }

  /** The lattice of a size, weight included. */
  BandedLattice of(int height, int width, Parallel parallel) {
    Sized kept = last;
    if (kept == null || kept.height() != height || kept.width() != width) {
      float[] features = CrfFeatures.position(height, width, parameters.gaussianDeviation());
      kept =
          new Sized(
              height,
              width,
              new BandedLattice(
                  PermutohedralLattice.of(features, CrfFeatures.POSITION, parallel)
                      .normalized(parameters.gaussianWeight(), parallel),
                  band(width),
                  parallel));
      last = kept;
    }
    return kept.lattice();
  }
}

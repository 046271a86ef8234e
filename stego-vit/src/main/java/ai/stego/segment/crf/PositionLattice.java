package ai.stego.segment.crf;

import ai.stego.tensor.Parallel;

/**
 * The normalised lattice of the smoothness kernel. It depends on the size of the picture alone, so
 * that of the last size is kept. Safe to share between threads.
 */
final class PositionLattice {
  private final CrfParameters parameters;
  private volatile Sized last;

  PositionLattice(CrfParameters parameters) {
    this.parameters = parameters;
  }

  private record Sized(int height, int width, PermutohedralLattice lattice) {}

  /** The lattice of a size, weight included. */
  PermutohedralLattice of(int height, int width, Parallel parallel) {
    Sized kept = last;
    if (kept == null || kept.height() != height || kept.width() != width) {
      float[] features = CrfFeatures.position(height, width, parameters.gaussianDeviation());
      kept =
          new Sized(
              height,
              width,
              PermutohedralLattice.of(features, CrfFeatures.POSITION, parallel)
                  .normalized(parameters.gaussianWeight(), parallel));
      last = kept;
    }
    return kept.lattice();
  }
}

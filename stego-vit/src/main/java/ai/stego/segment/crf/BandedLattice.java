package ai.stego.segment.crf;

import ai.stego.tensor.Parallel;
import ai.stego.tensor.SparseRows;

/**
 * A lattice for points whose vertices are near each other when the points are, such as the pixels
 * of a picture in their order: cut into bands of points, each with all vertices that it depends on.
 * A vertex near a border is computed for two bands, but all that a band computes stays in the
 * cache, and no value of a vertex is ever written to memory. Safe to share between threads.
 */
final class BandedLattice {
  private static final int BANDS_GRAIN = 4;

  /** Each takes a table of all vertices, so there must not be many. */
  private static final int MOST_BUILDERS = 64;

  private final SparseRows slice;
  private final LatticeBand[] bands;
  private final int points;

  /** Cuts a lattice into bands of so many points. */
  BandedLattice(PermutohedralLattice lattice, int points, Parallel parallel) {
    this.points = points;
    SparseRows whole = lattice.slice();
    LatticeNeighbors neighbors = new LatticeNeighbors(lattice.chains(), lattice.vertices());
    int[] column = new int[whole.column().length];
    bands = new LatticeBand[(lattice.points() - 1) / points + 1];
    parallel.ranges(
        bands.length,
        Math.max(BANDS_GRAIN, bands.length / MOST_BUILDERS),
        (from, to) -> {
          LatticeBand.Builder builder = new LatticeBand.Builder(neighbors, whole, lattice.splat());
          for (int band = from; band < to; band++) {
            int end = (int) Math.min(lattice.points(), (band + 1L) * points);
            bands[band] = builder.build(band * points, end, column);
          }
        });
    slice = new SparseRows(whole.start(), column, whole.weight());
  }

  /** The band of a range of points, which must be one. */
  LatticeBand band(int from, int to) {
    if (from % points != 0 || to - from > points) {
      throw new IllegalArgumentException("no band of " + points + " points: " + from + " to " + to);
    }
    return bands[from / points];
  }

  /** A row for each point, over the vertices of its band. */
  SparseRows slice() {
    return slice;
  }

  /** How many vertices the largest band has. */
  int largestBand() {
    int largest = 0;
    for (LatticeBand band : bands) {
      largest = Math.max(largest, band.splat().rows());
    }
    return largest;
  }
}

package ai.stego.cuda;

import ai.stego.tensor.Tensor;
import ai.stego.tensor.extent.LloydExtents;

/** k-means++ for many problems at once; kernels in {@code seed.cu}. */
final class CudaSeeding {
  private static final int THREADS = 256;
  private static final int PLACE_THREADS = 128;

  /** Points whose distances make one sum. */
  private static final int POINTS = 256;

  private final DeviceContext context;

  CudaSeeding(DeviceContext context) {
    this.context = context;
  }

  /** Reads back once, after the first centroid, whether the points are finite. */
  void run(Tensor points, double[] draws, Tensor centroids) {
    LloydExtents e = LloydExtents.ofSeed(points, draws, centroids);
    long x = context.address("seed", points);
    long c = context.address("seed", centroids);
    int blocks = Math.toIntExact(Launch.ceilDiv(e.points(), POINTS));
    try (Scratch scratch = context.scratch()) {
      State state =
          new State(
              scratch.upload(first(e, draws)),
              DoubleWords.upload(scratch, draws),
              scratch.words((long) e.problems() * e.points()),
              scratch.longWords((long) e.problems() * blocks),
              scratch.longWords(e.problems()),
              blocks);
      for (int k = 0; k < e.clusters(); k++) {
        place(e, x, c, state, k);
        if (k == 0 || k + 1 < e.clusters()) {
          draw(e, x, c, state, k);
        }
        if (k == 0) {
          requireFinite(e, state);
        }
      }
    }
  }

  private static int[] first(LloydExtents e, double[] draws) {
    int[] first = new int[e.problems()];
    for (int p = 0; p < first.length; p++) {
      first[p] = e.firstDrawn(draws[p * e.clusters()]);
    }
    return first;
  }

  private void requireFinite(LloydExtents e, State state) {
    double[] totals = DoubleWords.download(context, state.totals, e.problems());
    for (int p = 0; p < totals.length; p++) {
      LloydExtents.requireFinite(p, totals[p]);
    }
  }

  private void place(LloydExtents e, long points, long centroids, State state, int k) {
    context.launch(
        "seed_place",
        Launch.of(e.problems(), PLACE_THREADS),
        points,
        state.drawn,
        centroids,
        k,
        e.points(),
        e.clusters(),
        e.width());
  }

  private void draw(LloydExtents e, long points, long centroids, State state, int k) {
    context.launch(
        "seed_distances",
        Launch.of(Math.multiplyExact(e.problems(), state.blocks), THREADS),
        points,
        centroids,
        state.nearest,
        state.sums,
        k,
        state.blocks,
        e.points(),
        e.clusters(),
        e.width());
    context.launch(
        "seed_draw",
        Launch.of(e.problems(), THREADS),
        state.nearest,
        state.sums,
        state.draws,
        state.drawn,
        state.totals,
        k,
        state.blocks,
        e.points(),
        e.clusters());
  }

  /** Addresses of what lives as long as one seeding, and how many sums a problem has. */
  private record State(long drawn, long draws, long nearest, long sums, long totals, int blocks) {}
}

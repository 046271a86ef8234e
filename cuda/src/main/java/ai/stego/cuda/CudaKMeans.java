package ai.stego.cuda;

import ai.stego.tensor.LloydForm;
import ai.stego.tensor.LloydResult;
import ai.stego.tensor.Tensor;
import ai.stego.tensor.extent.LloydExtents;
import java.util.Arrays;

/** Lloyd's iteration for many problems at once; kernels in {@code lloyd.cu}. */
final class CudaKMeans {
  private static final int THREADS = 256;
  private static final int MOVERS = 128;

  /**
   * Iterations between two looks at the flags: looking waits for the device, and launches for
   * problems that are done cost little.
   */
  private static final int LOOK_EVERY = 4;

  private final DeviceContext context;

  CudaKMeans(DeviceContext context) {
    this.context = context;
  }

  LloydResult run(Tensor points, Tensor centroids, LloydForm form, int[] labels) {
    LloydExtents e = LloydExtents.of(points, centroids, labels);
    PointSets sets =
        new PointSets(
            context, e, context.address("lloyd", points), context.address("lloyd", centroids));
    try (Scratch scratch = context.scratch()) {
      State state = State.make(scratch, e);
      begin(e, state);
      sets.nearest(state.labels, state.distances, state.changed, 0L);
      for (int done = 0; done < form.iterations() && e.problems() > 0; done++) {
        advance(e, state);
        if (done % LOOK_EVERY == 0 && nothingMoves(e, state)) {
          break;
        }
        sets.sums(state.labels, state.sums, state.counts, state.active);
        move(sets, state, form.unitLength());
        sets.nearest(state.labels, state.distances, state.changed, state.active);
      }
      return result(e, state, labels);
    }
  }

  private void begin(LloydExtents e, State state) {
    long count = (long) e.problems() * e.points();
    context.launch(
        "lloyd_begin",
        Launch.covering(count, THREADS),
        state.labels,
        count,
        state.active,
        state.changed,
        state.iterations,
        e.problems());
  }

  private void advance(LloydExtents e, State state) {
    context.launch(
        "lloyd_advance",
        Launch.covering(e.problems(), THREADS),
        state.active,
        state.changed,
        state.iterations,
        e.problems());
  }

  private boolean nothingMoves(LloydExtents e, State state) {
    int[] active = new int[e.problems()];
    context.transfers().download(state.active, active);
    return Arrays.stream(active).allMatch(flag -> flag == 0);
  }

  private void move(PointSets sets, State state, boolean unitLength) {
    LloydExtents e = sets.extents();
    context.launch(
        "lloyd_restart",
        Launch.of(e.problems(), THREADS),
        state.distances,
        state.counts,
        state.restart,
        state.active,
        e.points(),
        e.clusters());
    context.launch(
        "lloyd_move",
        Launch.of(Math.multiplyExact(e.problems(), e.clusters()), MOVERS),
        sets.points(),
        state.sums,
        state.counts,
        state.restart,
        sets.centroids(),
        state.active,
        e.points(),
        e.clusters(),
        e.width(),
        unitLength ? 1 : 0);
  }

  private LloydResult result(LloydExtents e, State state, int[] labels) {
    context.launch(
        "lloyd_inertia",
        Launch.of(e.problems(), THREADS),
        state.distances,
        state.inertia,
        e.points());
    context.transfers().download(state.labels, labels);
    int[] iterations = new int[e.problems()];
    context.transfers().download(state.iterations, iterations);
    double[] inertia = DoubleWords.download(context, state.inertia, e.problems());
    return new LloydResult(inertia, iterations);
  }

  /** Addresses of what lives as long as one run. */
  private record State(
      long labels,
      long distances,
      long sums,
      long counts,
      long restart,
      long active,
      long changed,
      long iterations,
      long inertia) {
    static State make(Scratch scratch, LloydExtents e) {
      long points = (long) e.problems() * e.points();
      long clusters = (long) e.problems() * e.clusters();
      return new State(
          scratch.words(points),
          scratch.words(points),
          scratch.words(clusters * e.width()),
          scratch.words(clusters),
          scratch.words(clusters),
          scratch.words(e.problems()),
          scratch.words(e.problems()),
          scratch.words(e.problems()),
          scratch.longWords(e.problems()));
    }
  }
}

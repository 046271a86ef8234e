package ai.stego.benchmarks.paired;

/**
 * Runs until the times settle. Until C2 has compiled a kernel every vector is an object, and the
 * first passes take seconds; the compiler needs processor time of its own, and on a busy machine
 * that can take a minute.
 */
final class WarmUp {
  private static final int WINDOW = 5;
  private static final int FEWEST_RUNS = 2 * WINDOW;

  /** A window whose best run is not better by more than this is like the one before. */
  private static final double SETTLED = 0.97;

  private static final double PATIENCE_SECONDS = 60;

  private double before = Double.POSITIVE_INFINITY;
  private double best = Double.POSITIVE_INFINITY;
  private int runs;
  private boolean settled;

  private WarmUp() {}

  /** Warms up; work of many seconds a run gets one run. */
  static void run(Runnable work) {
    WarmUp state = new WarmUp();
    double seconds = 0;
    while (!state.settled && seconds < PATIENCE_SECONDS) {
      double last = Clock.milliseconds(work);
      seconds += last * 1e-3;
      state.add(last);
    }
  }

  private void add(double milliseconds) {
    best = Math.min(best, milliseconds);
    if (++runs % WINDOW == 0) {
      settled = runs >= FEWEST_RUNS && best > SETTLED * before;
      before = Math.min(before, best);
      best = Double.POSITIVE_INFINITY;
    }
  }
}

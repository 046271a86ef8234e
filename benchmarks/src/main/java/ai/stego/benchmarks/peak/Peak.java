package ai.stego.benchmarks.peak;

import ai.stego.tensor.Parallel;

/**
 * The most arithmetic that these threads can do: multiply-adds in registers, all threads at once.
 * Needs the Vector API module. Measured in short bursts, so that it can be measured again beside
 * every figure that is compared with it.
 */
public final class Peak {
  private static final int STEPS = 1 << 19;

  /** Shares of a thread, so that one that wakes late does less. */
  private static final int SHARES = 4;

  private static final int BURSTS = 3;
  private static final int WARM_UP_BURSTS = 20;

  private final Parallel threads;
  private final float[] results;

  /**
   * Makes it and waits until it is compiled.
   *
   * @param threads what it runs on
   */
  public Peak(Parallel threads) {
    this.threads = threads;
    this.results = new float[SHARES * threads.threads()];
    for (int i = 0; i < WARM_UP_BURSTS; i++) {
      burst();
    }
  }

  /**
   * Whether the Vector API module is there.
   *
   * @return false in a JVM that was started without it
   */
  public static boolean measurable() {
    return ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
  }

  /**
   * The best of a few bursts of some milliseconds.
   *
   * @return arithmetic per second, two for each multiply-add
   */
  public double flopsPerSecond() {
    double best = 0;
    for (int i = 0; i < BURSTS; i++) {
      best = Math.max(best, burst());
    }
    return best;
  }

  /**
   * Arithmetic of one burst.
   *
   * @return two for each multiply-add
   */
  public double flopsOfBurst() {
    return (double) results.length * STEPS * RegisterLoop.flopsOfStep();
  }

  /**
   * One burst of all threads.
   *
   * @return arithmetic per second
   */
  public double burst() {
    long start = System.nanoTime();
    threads.ranges(
        results.length,
        1,
        (from, to) -> {
          for (int i = from; i < to; i++) {
            results[i] = RegisterLoop.run(STEPS);
          }
        });
    return flopsOfBurst() * 1e9 / (System.nanoTime() - start);
  }
}

package ai.stego.benchmarks.paired;

/** The wall clock. */
final class Clock {
  private static final double NANOSECONDS = 1e6;

  private Clock() {}

  static double milliseconds(Runnable work) {
    long start = System.nanoTime();
    work.run();
    return (System.nanoTime() - start) / NANOSECONDS;
  }

  /** Waits; threads of others that still spin after their pass fall asleep meanwhile. */
  static void pause(int milliseconds) {
    try {
      Thread.sleep(milliseconds);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while measuring", e);
    }
  }
}

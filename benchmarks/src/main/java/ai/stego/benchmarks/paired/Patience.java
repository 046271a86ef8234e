package ai.stego.benchmarks.paired;

/**
 * How long to measure.
 *
 * @param warm whether to warm up
 * @param rounds at most
 * @param seconds of measuring after which no round begins, once there are three
 */
record Patience(boolean warm, int rounds, double seconds) {
  /** Everything once, cold: only to see that it runs. */
  static final Patience NONE = new Patience(false, 1, 0);

  private static final int FEWEST_ROUNDS = 3;

  boolean enough(int done, double elapsedSeconds) {
    return done >= rounds || (done >= FEWEST_ROUNDS && elapsedSeconds > seconds);
  }
}

package ai.stego.benchmarks.peak;

import ai.stego.tensor.Parallel;
import java.util.Arrays;

/** How fast these threads copy memory that no cache holds. */
public final class Bandwidth {
  private static final int VALUES = 16 << 20;
  private static final int BLOCK = 1 << 14;
  private static final int COPIES = 8;

  private final Parallel threads;
  private final float[] from = new float[VALUES];
  private final float[] to = new float[VALUES];

  /**
   * Makes it.
   *
   * @param threads what it runs on
   */
  public Bandwidth(Parallel threads) {
    this.threads = threads;
    Arrays.fill(from, 1);
  }

  /**
   * What one copy moves.
   *
   * @return bytes read and written
   */
  public double bytesOfCopy() {
    return 2.0 * Float.BYTES * VALUES;
  }

  /** Copies everything once. */
  public void copy() {
    threads.ranges(
        VALUES / BLOCK,
        1,
        (first, end) ->
            System.arraycopy(from, first * BLOCK, to, first * BLOCK, (end - first) * BLOCK));
  }

  /**
   * The best of some copies.
   *
   * @return bytes read and written per second
   */
  public double bytesPerSecond() {
    double best = 0;
    for (int i = 0; i < COPIES; i++) {
      long start = System.nanoTime();
      copy();
      best = Math.max(best, bytesOfCopy() * 1e9 / (System.nanoTime() - start));
    }
    return best;
  }

  /** How many values have arrived. */
  int arrived() {
    int count = 0;
    for (float value : to) {
      count += (int) value;
    }
    return count;
  }
}

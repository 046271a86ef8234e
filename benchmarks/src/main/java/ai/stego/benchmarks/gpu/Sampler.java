package ai.stego.benchmarks.gpu;

import ai.stego.cuda.DeviceMeter;
import java.util.Arrays;
import java.util.List;

/**
 * Times runs in batches, long enough for the clock to be believed, and takes the median of several
 * rounds.
 *
 * @param meter the clock
 * @param rounds how many batches are timed
 * @param roundMilliseconds how long a batch shall take
 */
record Sampler(DeviceMeter meter, int rounds, double roundMilliseconds) {
  private static final int WARM_UP_RUNS = 3;
  private static final int LONGEST_BATCH = 2000;

  /** A run of this many milliseconds is timed in {@link #FEW_ROUNDS}. */
  private static final double SLOW = 2000;

  private static final int FEW_ROUNDS = 3;

  /**
   * Milliseconds of one run.
   *
   * @param median of the rounds
   * @param fastest of the rounds
   * @param slowest of the rounds
   */
  record Times(double median, double fastest, double slowest) {}

  Times measure(List<Runnable> sets) {
    Turns turns = new Turns(sets);
    for (int i = 0; i < WARM_UP_RUNS; i++) {
      turns.run(1);
    }
    double once = meter.milliseconds(() -> turns.run(1));
    int batch = (int) Math.max(1, Math.min(LONGEST_BATCH, roundMilliseconds / once));
    turns.run(once < SLOW ? batch : 0);
    double[] rates = new double[once < SLOW ? rounds : Math.min(rounds, FEW_ROUNDS)];
    for (int i = 0; i < rates.length; i++) {
      rates[i] = meter.milliseconds(() -> turns.run(batch)) / batch;
    }
    Arrays.sort(rates);
    return new Times(rates[rates.length / 2], rates[0], rates[rates.length - 1]);
  }

  /** Goes round the sets of inputs. */
  private static final class Turns {
    private final List<Runnable> sets;
    private int next;

    Turns(List<Runnable> sets) {
      this.sets = sets;
    }

    void run(int count) {
      for (int i = 0; i < count; i++) {
        sets.get(next).run();
        next = (next + 1) % sets.size();
      }
    }
  }
}

package ai.stego.benchmarks.paired;

import ai.stego.benchmarks.peak.Peak;
import java.util.Optional;
import java.util.stream.DoubleStream;

/**
 * Times two programs in turns. A machine's speed changes by the minute, as other guests come and
 * go: times taken one after another cannot be compared, but the two of a round can. So rounds
 * alternate in one process, and the figure is the median of the rounds' ratios. JMH measures each
 * benchmark by itself in a JVM of its own and cannot do this.
 */
final class Rounds {
  private static final int PEER_WARM_UP_RUNS = 4;
  private static final int PAUSE_MILLISECONDS = 60;

  private final Patience patience;
  private final Optional<Peak> peak;

  Rounds(Patience patience, Optional<Peak> peak) {
    this.patience = patience;
    this.peak = peak;
  }

  Times measure(Runnable ours, Optional<Runnable> peer) {
    if (patience.warm()) {
      warmUp(ours, peer);
    }
    DoubleStream.Builder mine = DoubleStream.builder();
    DoubleStream.Builder others = DoubleStream.builder();
    DoubleStream.Builder best = DoubleStream.builder();
    long start = System.nanoTime();
    for (int i = 0; !patience.enough(i, (System.nanoTime() - start) * 1e-9); i++) {
      peak.ifPresent(each -> best.add(each.flopsPerSecond()));
      mine.add(Clock.milliseconds(ours));
      peer.ifPresent(each -> others.add(timed(each)));
    }
    return new Times(mine.build().toArray(), others.build().toArray(), best.build().toArray());
  }

  /** Our last run brings the caches and the clock back to where rounds find them. */
  private static void warmUp(Runnable ours, Optional<Runnable> peer) {
    WarmUp.run(ours);
    if (peer.isPresent()) {
      for (int i = 0; i < PEER_WARM_UP_RUNS; i++) {
        peer.get().run();
      }
      Clock.pause(PAUSE_MILLISECONDS);
      ours.run();
    }
  }

  private static double timed(Runnable peer) {
    double milliseconds = Clock.milliseconds(peer);
    Clock.pause(PAUSE_MILLISECONDS);
    return milliseconds;
  }
}

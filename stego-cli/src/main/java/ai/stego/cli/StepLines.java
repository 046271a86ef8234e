package ai.stego.cli;

import ai.stego.train.StepReport;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongSupplier;

/** A line now and then about training that nobody watches: for a log, where a bar has no place. */
final class StepLines {
  private static final long NANOS_BETWEEN = 60_000_000_000L;

  private final long steps;
  private final LongSupplier clock;
  private final boolean watched;
  private long said;
  private long saidStep = -1;

  /** Lines where nobody looks at standard error; none on a terminal. */
  StepLines(long steps, LongSupplier clock) {
    this(steps, clock, Terminal.err());
  }

  StepLines(long steps, LongSupplier clock, boolean watched) {
    this.steps = steps;
    this.clock = clock;
    this.watched = watched;
  }

  /** What to say after a step: mostly nothing, once a minute how it goes. */
  Optional<String> step(StepReport report) {
    long now = clock.getAsLong();
    if (saidStep < 0) {
      said = now;
      saidStep = report.step();
    }
    if (watched || now - said < NANOS_BETWEEN) {
      return Optional.empty();
    }
    double perSecond = (report.step() - saidStep) / ((now - said) / 1e9);
    said = now;
    saidStep = report.step();
    long minutes = Math.round((steps - report.step()) / perSecond / 60);
    return Optional.of(
        String.format(
            Locale.ROOT,
            "step %d of %d, loss %.4f, %.2f steps/s, about %d minutes to go",
            report.step(),
            steps,
            report.total(),
            perSecond,
            minutes));
  }
}

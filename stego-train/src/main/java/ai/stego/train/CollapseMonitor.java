package ai.stego.train;

import java.util.Locale;
import java.util.Optional;

/** Notices early that a run collapses: one cluster takes nearly every patch. */
final class CollapseMonitor {
  private static final double SHARE = 0.9;
  private static final int STEPS = 100;

  private int inARow;
  private boolean warned;

  /**
   * Looks at a step.
   *
   * @return a warning, once for every time that a collapse begins
   */
  Optional<String> look(StepReport report) {
    if (report.largestCluster() < SHARE) {
      inARow = 0;
      warned = false;
      return Optional.empty();
    }
    inARow++;
    if (inARow < STEPS || warned) {
      return Optional.empty();
    }
    warned = true;
    return Optional.of(
        String.format(
            Locale.ROOT,
            "step %d: one cluster has held over %.0f %% of the patches for %d steps: the codes"
                + " collapse. Attraction is too strong: try --auto-shift, or a higher"
                + " --self-shift, --neighbor-shift and --negative-shift",
            report.step(),
            SHARE * 100,
            STEPS));
  }
}

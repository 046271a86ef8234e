package ai.stego.train;

import java.util.Locale;
import java.util.Optional;

/**
 * Notices early that a run collapses: one cluster takes nearly every patch. Of a single cluster
 * that says nothing.
 */
final class CollapseMonitor {
  private static final double SHARE = 0.9;
  private static final int STEPS = 100;

  private final boolean choice;
  private int inARow;
  private boolean warned;

  /**
   * Begins to look.
   *
   * @param clusters K + E
   */
  CollapseMonitor(int clusters) {
    this.choice = clusters > 1;
  }

  /**
   * Looks at a step.
   *
   * @return a warning, once for every time that a collapse begins
   */
  Optional<String> look(StepReport report) {
    if (!choice || report.largestCluster() < SHARE) {
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
            "step %d: one cluster has held %.0f %% or more of the patches for %d steps: the codes"
                + " collapse. Attraction is too strong: try --auto-shift, or a higher"
                + " --self-shift, --neighbor-shift and --negative-shift",
            report.step(),
            SHARE * 100,
            STEPS));
  }
}

package ai.stego.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class CollapseMonitorTest {
  private static final StepReport.Term TERM = new StepReport.Term(0, 0, 0);

  private final CollapseMonitor monitor = new CollapseMonitor(27);
  private long step;
  private String warning = "";

  /** Looks at so many steps; returns how many warnings there were. */
  private int warnings(CollapseMonitor watched, int steps, double largest) {
    int found = 0;
    for (int i = 0; i < steps; i++) {
      step++;
      StepReport report =
          new StepReport(step, 0, 0, 0, OptionalDouble.empty(), TERM, TERM, TERM, largest);
      String line = watched.look(report).orElse("");
      warning = line.isEmpty() ? warning : line;
      found += line.isEmpty() ? 0 : 1;
    }
    return found;
  }

  @Test
  void aHundredStepsInOneClusterAreACollapse() {
    assertEquals(0, warnings(monitor, 99, 0.9));
    assertEquals(1, warnings(monitor, 1, 0.9));
    assertTrue(warning.startsWith("step 100: one cluster has held 90 % or more"), warning);
    assertTrue(warning.contains("--auto-shift"), warning);
  }

  @Test
  void aCollapseIsToldOnce() {
    assertEquals(1, warnings(monitor, 1000, 1));
  }

  @Test
  void oneBetterStepBeginsTheCountAnew() {
    assertEquals(0, warnings(monitor, 99, 1));
    assertEquals(0, warnings(monitor, 1, 0.8999));
    assertEquals(0, warnings(monitor, 99, 1));
    assertEquals(1, warnings(monitor, 1, 1));
  }

  @Test
  void aSecondCollapseIsToldAgain() {
    assertEquals(1, warnings(monitor, 150, 1));
    assertEquals(0, warnings(monitor, 1, 0.5));
    assertEquals(1, warnings(monitor, 150, 1));
    assertTrue(warning.startsWith("step 251:"), warning);
  }

  @Test
  void aSingleClusterAlwaysHoldsEverything() {
    assertEquals(0, warnings(new CollapseMonitor(1), 1000, 1));
  }
}

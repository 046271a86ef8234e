package ai.stego.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.stego.train.StepReport;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class StepLinesTest {
  private static final long SECOND = 1_000_000_000L;
  private long now;

  private static StepReport report(long step) {
    StepReport.Term term = new StepReport.Term(0, 0, 0);
    return new StepReport(step, 0.5, 0, 0, OptionalDouble.empty(), term, term, term, 0);
  }

  @Test
  void saysOnceAMinuteHowItGoes() {
    StepLines lines = new StepLines(1000, () -> now, false);
    assertEquals(Optional.empty(), lines.step(report(101)));
    now = 59 * SECOND;
    assertEquals(Optional.empty(), lines.step(report(200)));
    now = 100 * SECOND;
    assertEquals(
        Optional.of("step 301 of 1000, loss 0.5000, 2.00 steps/s, about 6 minutes to go"),
        lines.step(report(301)));
    now = 101 * SECOND;
    assertEquals(Optional.empty(), lines.step(report(302)));
  }

  @Test
  void isSilentBesideABar() {
    StepLines lines = new StepLines(1000, () -> now, true);
    lines.step(report(1));
    now = 1000 * SECOND;
    assertEquals(Optional.empty(), lines.step(report(2)));
  }
}

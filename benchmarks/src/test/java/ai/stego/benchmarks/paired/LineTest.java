package ai.stego.benchmarks.paired;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class LineTest {
  private static final double[] NOBODY = {};

  private static Line.Subject subject(Goal goal) {
    return new Line.Subject("a pass", 2, goal);
  }

  @Test
  void aLineBesideAPeerGivesTheMedianOfRatiosAndTheShareOfThePeak() {
    Times times =
        new Times(
            new double[] {100, 200, 400},
            new double[] {200, 200, 200},
            new double[] {4e9, 4e9, 2e9});
    Line line = Line.of(subject(Goal.ratio(1, 0.9)), times, 4e8, "somebody");
    assertEquals(
        "| a pass | 2 | 200 ms | somebody | 200 ms | 1.00 (0.75 to 1.50) | 2 | 50 % | 1.00 x"
            + " | 0.90 x | must |",
        line.markdown());
  }

  @Test
  void aLineWithoutPeerIsJudgedByItsTime() {
    Times times = new Times(new double[] {2.5}, NOBODY, NOBODY);
    assertEquals(
        "| a pass | 2 | 2.50 ms | - | - | - | - | - | 3 ms | 2 ms | must |",
        Line.of(subject(Goal.seconds(0.003, 0.002)), times, 0, "").markdown());
  }

  @Test
  void allocationIsJudgedInKibibytes() {
    assertEquals(
        "| a pass | 2 | 250.0 KiB | - | - | - | - | - | 100 KiB | 0 KiB | **no** |",
        Line.ofAllocation(subject(Goal.kibibytes(100, 0)), 250).markdown());
  }

  @Test
  void aTrialIsJudgedByNothing() {
    Line.Subject trial = subject(Goal.kibibytes(100, 0)).unjudged();
    assertEquals(Goal.Unit.KIBIBYTES, trial.goal().unit());
    assertEquals(
        "| a pass | 2 | 250.0 KiB | - | - | - | - | - | - | - | - |",
        Line.ofAllocation(trial, 250).markdown());
  }

  @Test
  void everyLineHasACellForEachHeading() {
    Times times = new Times(new double[] {1}, NOBODY, NOBODY);
    Line line = Line.of(subject(Goal.NONE), times, 0, "");
    assertEquals(Line.HEADINGS.size(), line.cells().size());
    long bars = Line.heading().chars().filter(c -> c == '|').count();
    assertEquals(2L * (Line.HEADINGS.size() + 1), bars);
  }

  @Test
  void nothingMeasuredReachesNoGoal() {
    assertEquals("**no**", Goal.ratio(1, 0.9).verdict(Double.NaN));
    assertEquals("aim", Goal.ratio(1, 0.9).verdict(0.9));
    assertEquals("must", Goal.ratio(0.6, Double.NaN).verdict(0.6));
    assertEquals("**no**", Goal.ratio(0.6, Double.NaN).verdict(0.61));
    assertEquals(Line.NOTHING, Goal.NONE.verdict(1));
  }
}

package ai.stego.benchmarks.paired;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class StatisticsTest {
  @Test
  void theMedianOfAnEvenSampleLiesBetweenItsMiddleValues() {
    assertEquals(new Statistics(1.75, 2.5, 3.25), Statistics.of(4, 1, 3, 2));
  }

  @Test
  void oneValueIsItsOwnQuartiles() {
    assertEquals(new Statistics(7, 7, 7), Statistics.of(7));
  }

  @Test
  void theMedianOfRatiosIsNotTheRatioOfMedians() {
    double[] values = {1, 20, 3};
    double[] others = {1, 10, 30};
    assertEquals(1, Statistics.ofRatios(values, others).median());
    assertEquals(0.3, Statistics.of(values).median() / Statistics.of(others).median(), 1e-12);
  }

  @Test
  void aSampleOfNothingAndPairsThatDoNotPairAreRefused() {
    assertThrows(IllegalArgumentException.class, Statistics::of);
    assertThrows(
        IllegalArgumentException.class,
        () -> Statistics.ofRatios(new double[] {1}, new double[] {1, 2}));
  }
}

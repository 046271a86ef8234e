package ai.stego.train.eval;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.stego.segment.StegoModel;
import ai.stego.tensor.InputException;
import java.util.List;
import org.junit.jupiter.api.Test;

class EvaluationSummaryTest {

  @Test
  void theDeviationIsThatOfASample() {
    Statistic statistic = Statistic.of(2, 4, 4, 4, 5, 5, 7, 9);
    assertEquals(5, statistic.mean());
    assertEquals(Math.sqrt(32.0 / 7), statistic.deviation(), 1e-15);
    assertEquals(8, statistic.count());
  }

  @Test
  void oneValueHasNoDeviationAndUndefinedOnesAreLeftOut() {
    Statistic one = Statistic.of(Double.NaN, 3);
    assertEquals(3, one.mean());
    assertTrue(Double.isNaN(one.deviation()));
    assertEquals(1, one.count());
    assertTrue(Double.isNaN(Statistic.of(Double.NaN).mean()));
  }

  /** Class 0 right so many times of ten, class 1 nowhere. */
  private static EvaluationResult result(int right, List<String> names) {
    ConfusionMatrix matrix = new ConfusionMatrix(2, 2);
    for (int i = 0; i < 10; i++) {
      matrix.add(new int[] {i < right ? 0 : 1}, new int[] {0});
    }
    ProbeScore score =
        ProbeScore.of(StegoModel.Classes.LINEAR, false, matrix, ExtraClusters.ERRORS);
    return new EvaluationResult("d", 1, names, List.of(score));
  }

  @Test
  void figuresOfSeveralModelsAreAveraged() {
    List<String> names = List.of("a", "b");
    EvaluationSummary summary =
        EvaluationSummary.of(List.of(result(10, names), result(6, names), result(8, names)));
    EvaluationSummary.Line line = summary.lines().get(0);
    assertEquals(0.8, line.accuracy().mean(), 1e-15);
    assertEquals(0.2, line.accuracy().deviation(), 1e-15);
    assertEquals((1 + 0.3 + 0.4) / 3, line.meanIou().mean(), 1e-15);
    assertEquals(2, line.iou().get(1).count());
    assertEquals(3, line.iou().get(0).count());
  }

  @Test
  void modelsOfDifferentClassesHaveNoMean() {
    List<EvaluationResult> results =
        List.of(result(1, List.of("a", "b")), result(1, List.of("a", "c")));
    assertThrows(InputException.class, () -> EvaluationSummary.of(results));
    assertThrows(InputException.class, () -> EvaluationSummary.of(List.of()));
  }

  @Test
  void aClusterThatNoPixelSpeaksForDoesNotTakeAName() {
    ConfusionMatrix matrix = new ConfusionMatrix(3, 2);
    matrix.add(new int[] {2, 2, 1}, new int[] {0, 0, 0});
    ProbeScore score =
        ProbeScore.of(StegoModel.Classes.CLUSTER, false, matrix, ExtraClusters.ERRORS);
    assertEquals(0, score.metrics().classOfCluster()[2]);
    assertArrayEquals(new int[] {-1, -1, 0}, score.supportedClasses());
  }
}

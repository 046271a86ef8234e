package ai.stego.train.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.stego.segment.StegoModel;
import ai.stego.tensor.ShapeException;
import java.util.List;
import org.junit.jupiter.api.Test;

class EvaluationJsonTest {
  private static EvaluationSummary summary() {
    ConfusionMatrix matrix = new ConfusionMatrix(3, 3);
    matrix.add(new int[] {0, 1}, new int[] {0, 0});
    ProbeScore score =
        ProbeScore.of(StegoModel.Classes.LINEAR, false, matrix, ExtraClusters.ERRORS);
    List<String> names = List.of("a \"b\"", "c", "d");
    return EvaluationSummary.of(List.of(new EvaluationResult("data", 1, names, List.of(score))));
  }

  @Test
  void figuresAreFractionsAndUndefinedOnesAreNull() {
    assertEquals(
        "{\"dataset\":\"data\",\"images\":1,\"size\":320,\"resize\":\"nearest\",\"flip\":true,"
            + "\"extraClusters\":\"errors\",\"classes\":[\"a \\\"b\\\"\",\"c\",\"d\"],"
            + "\"models\":[{\"model\":\"m\",\"scores\":[{\"probe\":\"linear\",\"crf\":false,"
            + "\"accuracy\":0.5,\"meanIou\":0.25,\"iou\":[0.5,0.0,null],\"pixels\":[2,0,0],"
            + "\"classOfPrediction\":[0,1,2],\"confusion\":[[1,0,0],[1,0,0],[0,0,0]]}]}],"
            + "\"summary\":[{\"probe\":\"linear\",\"crf\":false,"
            + "\"accuracy\":{\"mean\":0.5,\"deviation\":null,\"models\":1},"
            + "\"meanIou\":{\"mean\":0.25,\"deviation\":null,\"models\":1},"
            + "\"iou\":[{\"mean\":0.5,\"deviation\":null,\"models\":1},"
            + "{\"mean\":0.0,\"deviation\":null,\"models\":1},"
            + "{\"mean\":null,\"deviation\":null,\"models\":0}]}]}",
        EvaluationJson.write(summary(), List.of("m"), EvaluationOptions.DEFAULT));
  }

  @Test
  void everyModelNeedsAName() {
    EvaluationSummary summary = summary();
    ShapeException e =
        assertThrows(
            ShapeException.class,
            () -> EvaluationJson.write(summary, List.of(), EvaluationOptions.DEFAULT));
    assertTrue(e.getMessage().contains("names of models"), e.getMessage());
  }
}

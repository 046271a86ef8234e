package ai.stego.train.eval;

import ai.stego.segment.StegoModel;
import ai.stego.tensor.InputException;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Several models on one dataset, such as the same training from several seeds.
 *
 * @param results one for each model
 * @param lines mean and deviation of each probe's figures
 */
public record EvaluationSummary(List<EvaluationResult> results, List<Line> lines) {
  /**
   * One probe over all models.
   *
   * @param probe which one
   * @param crf whether its masks were refined by a CRF
   * @param accuracy the accuracies
   * @param meanIou the mIoUs
   * @param iou the IoUs of each class, of those models where it is defined
   */
  public record Line(
      StegoModel.Classes probe,
      boolean crf,
      Statistic accuracy,
      Statistic meanIou,
      List<Statistic> iou) {}

  /**
   * Sums up.
   *
   * @param results one for each model, at least one
   * @return mean and deviation of each figure
   * @throws InputException if there are none, or they are of different classes or probes
   */
  public static EvaluationSummary of(List<EvaluationResult> results) {
    if (results.isEmpty()) {
      throw new InputException("evaluation: no results to sum up");
    }
    EvaluationResult first = results.get(0);
    for (EvaluationResult other : results) {
      boolean alike =
          other.classNames().equals(first.classNames()) && probes(other).equals(probes(first));
      if (!alike) {
        throw new InputException(
            "evaluation: models of different classes or probes have no common mean");
      }
    }
    List<Line> lines =
        IntStream.range(0, first.scores().size()).mapToObj(at -> line(results, at)).toList();
    return new EvaluationSummary(List.copyOf(results), lines);
  }

  private static List<String> probes(EvaluationResult result) {
    return result.scores().stream().map(score -> score.probe() + " " + score.crf()).toList();
  }

  private static Line line(List<EvaluationResult> results, int at) {
    ProbeScore first = results.get(0).scores().get(at);
    List<Metrics> all = results.stream().map(result -> result.scores().get(at).metrics()).toList();
    return new Line(
        first.probe(),
        first.crf(),
        Statistic.of(all.stream().mapToDouble(Metrics::accuracy).toArray()),
        Statistic.of(all.stream().mapToDouble(Metrics::meanIou).toArray()),
        IntStream.range(0, first.metrics().iou().length)
            .mapToObj(k -> Statistic.of(all.stream().mapToDouble(m -> m.iou()[k]).toArray()))
            .toList());
  }
}

package ai.stego.train.eval;

import ai.stego.segment.StegoModel;
import java.util.List;
import java.util.Optional;

/**
 * How a model did on a dataset.
 *
 * @param dataset what it was evaluated on, one line for people
 * @param images how many images
 * @param classNames what the K classes are called
 * @param scores the linear probe's if there is one, then the clusters'; without CRF, then with
 */
public record EvaluationResult(
    String dataset, int images, List<String> classNames, List<ProbeScore> scores) {
  /**
   * Copies the lists.
   *
   * @param dataset what it was evaluated on, one line for people
   * @param images how many images
   * @param classNames what the K classes are called
   * @param scores the linear probe's if there is one, then the clusters'; without CRF, then with
   */
  public EvaluationResult {
    classNames = List.copyOf(classNames);
    scores = List.copyOf(scores);
  }

  /**
   * One of the scores.
   *
   * @param probe which probe's
   * @param crf whether with CRF
   * @return empty if the model lacks the probe, or it was not evaluated with or without CRF
   */
  public Optional<ProbeScore> score(StegoModel.Classes probe, boolean crf) {
    return scores.stream().filter(s -> s.probe() == probe && s.crf() == crf).findFirst();
  }
}

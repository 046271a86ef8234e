package ai.stego.train.eval;

import ai.stego.image.Preprocess;
import ai.stego.segment.SegmenterOptions;
import ai.stego.segment.crf.CrfParameters;
import ai.stego.tensor.InputException;
import java.util.Optional;

/**
 * How a model is evaluated.
 *
 * @param preprocess how photographs become squares of R x R pixels; labels follow
 * @param flip whether codes are averaged with those of the mirrored photograph
 * @param crf the CRF whose masks are judged beside the plain ones; empty for none
 * @param extraClusters what becomes of clusters beyond the number of classes
 */
public record EvaluationOptions(
    Preprocess preprocess, boolean flip, Optional<CrfParameters> crf, ExtraClusters extraClusters) {
  /** As the reference evaluates, at 320 pixels with flip and CRF; extra clusters are errors. */
  public static final EvaluationOptions DEFAULT =
      new EvaluationOptions(
          Preprocess.reference(SegmenterOptions.EVALUATION_SIZE),
          true,
          Optional.of(CrfParameters.STEGO),
          ExtraClusters.ERRORS);

  /**
   * Checks that it is squares that are compared.
   *
   * @param preprocess how photographs become squares of R x R pixels; labels follow
   * @param flip whether codes are averaged with those of the mirrored photograph
   * @param crf the CRF whose masks are judged beside the plain ones; empty for none
   * @param extraClusters what becomes of clusters beyond the number of classes
   * @throws InputException if the preprocessing does not crop
   */
  public EvaluationOptions {
    if (preprocess.crop() != Preprocess.Crop.CENTER) {
      throw new InputException("evaluation: it compares the middle squares; choose crop center");
    }
  }

  /**
   * The same with another preprocessing.
   *
   * @param value size and filter; it must crop
   * @return the options
   * @throws InputException if it does not crop
   */
  public EvaluationOptions withPreprocess(Preprocess value) {
    return new EvaluationOptions(value, flip, crf, extraClusters);
  }

  /**
   * The same with or without mirrored averaging.
   *
   * @param value whether to average
   * @return the options
   */
  public EvaluationOptions withFlip(boolean value) {
    return new EvaluationOptions(preprocess, value, crf, extraClusters);
  }

  /**
   * The same with another CRF.
   *
   * @param value its parameters, or empty for none
   * @return the options
   */
  public EvaluationOptions withCrf(Optional<CrfParameters> value) {
    return new EvaluationOptions(preprocess, flip, value, extraClusters);
  }

  /**
   * The same with another rule for extra clusters.
   *
   * @param value the rule
   * @return the options
   */
  public EvaluationOptions withExtraClusters(ExtraClusters value) {
    return new EvaluationOptions(preprocess, flip, crf, value);
  }
}

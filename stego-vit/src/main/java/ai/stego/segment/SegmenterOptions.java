package ai.stego.segment;

import ai.stego.image.Preprocess;
import ai.stego.segment.crf.CrfParameters;
import ai.stego.tensor.InputException;
import java.util.Optional;

/**
 * How a {@link Segmenter} works.
 *
 * @param preprocess size and crop of what the backbone sees
 * @param flip whether to average with the mirrored image
 * @param crf how to refine the mask along the photograph's edges; empty for not at all
 * @param classes which probe decides
 * @param probabilities whether masks carry the probability of each class
 * @param batch how many photographs of one size go through the backbone at a time
 */
public record SegmenterOptions(
    Preprocess preprocess,
    boolean flip,
    Optional<CrfParameters> crf,
    StegoModel.Classes classes,
    boolean probabilities,
    int batch) {
  /** Shorter side that the reference evaluates at. */
  public static final int EVALUATION_SIZE = 320;

  /** The whole photograph at 320, mirrored average, CRF, clusters, one photograph at a time. */
  public static final SegmenterOptions DEFAULT =
      new SegmenterOptions(
          Preprocess.wholeImage(EVALUATION_SIZE),
          true,
          Optional.of(CrfParameters.STEGO),
          StegoModel.Classes.CLUSTER,
          false,
          1);

  /**
   * Checks the batch.
   *
   * @param preprocess size and crop of what the backbone sees
   * @param flip whether to average with the mirrored image
   * @param crf how to refine the mask along the photograph's edges; empty for not at all
   * @param classes which probe decides
   * @param probabilities whether masks carry the probability of each class
   * @param batch how many photographs of one size go through the backbone at a time
   * @throws InputException if it is below 1
   */
  public SegmenterOptions {
    if (batch < 1) {
      throw new InputException("segmenter: expected a batch of at least 1, got " + batch);
    }
  }

  /**
   * The same with another preprocessing.
   *
   * @param value size, crop, filter
   * @return the options
   */
  public SegmenterOptions withPreprocess(Preprocess value) {
    return new SegmenterOptions(value, flip, crf, classes, probabilities, batch);
  }

  /**
   * The same with or without mirrored averaging.
   *
   * @param value whether to average
   * @return the options
   */
  public SegmenterOptions withFlip(boolean value) {
    return new SegmenterOptions(preprocess, value, crf, classes, probabilities, batch);
  }

  /**
   * The same with another CRF.
   *
   * @param value its parameters, or empty for none
   * @return the options
   */
  public SegmenterOptions withCrf(Optional<CrfParameters> value) {
    return new SegmenterOptions(preprocess, flip, value, classes, probabilities, batch);
  }

  /**
   * The same with another probe.
   *
   * @param value which one decides
   * @return the options
   */
  public SegmenterOptions withClasses(StegoModel.Classes value) {
    return new SegmenterOptions(preprocess, flip, crf, value, probabilities, batch);
  }

  /**
   * The same with or without probabilities.
   *
   * @param value whether masks carry them
   * @return the options
   */
  public SegmenterOptions withProbabilities(boolean value) {
    return new SegmenterOptions(preprocess, flip, crf, classes, value, batch);
  }

  /**
   * The same with another batch.
   *
   * @param value at least 1
   * @return the options
   */
  public SegmenterOptions withBatch(int value) {
    return new SegmenterOptions(preprocess, flip, crf, classes, probabilities, value);
  }
}

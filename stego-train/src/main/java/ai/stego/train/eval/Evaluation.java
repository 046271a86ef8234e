package ai.stego.train.eval;

import ai.stego.image.ImageException;
import ai.stego.image.PreparedImage;
import ai.stego.image.Rgb;
import ai.stego.image.Size;
import ai.stego.segment.StegoModel;
import ai.stego.tensor.InputException;
import ai.stego.tensor.Scope;
import ai.stego.tensor.Shape;
import ai.stego.tensor.Tensor;
import ai.stego.train.Progress;
import ai.stego.train.data.ClassSet;
import ai.stego.train.data.Dataset;
import ai.stego.train.data.LabelMap;
import java.util.List;

/**
 * Holds a model's masks against labels (Hamilton et al. 2022, section 4.1): photograph and labels
 * to the same R x R square, codes averaged with the mirrored image's and resized bilinearly to R x
 * R, both probes, with and without CRF, and one confusion matrix over all images for each. The
 * result does not depend on the number of threads.
 */
public final class Evaluation {
  private static final String STAGE = "evaluating";

  private final StegoModel model;
  private final EvaluationOptions options;

  /**
   * Makes an evaluation of a model that the caller keeps.
   *
   * @param model the model
   * @param options size, flip, CRF
   * @throws InputException if the size is not a multiple of the patch
   */
  public Evaluation(StegoModel model, EvaluationOptions options) {
    this.model = model;
    this.options = options;
    int patch = model.backbone().config().patch();
    if (options.preprocess().size() % patch != 0) {
      int size = options.preprocess().size();
      throw new InputException(
          "evaluation: the size "
              + size
              + " is not a multiple of the patch "
              + patch
              + "; take "
              + (size / patch + 1) * patch);
    }
  }

  /**
   * Evaluates on a dataset.
   *
   * @param dataset images with labels
   * @param progress hears of every image
   * @return the figures of both probes
   * @throws InputException if the dataset has no labels, or none inside the squares, or other
   *     classes than the model
   * @throws ImageException if a file cannot be read
   */
  public EvaluationResult of(Dataset dataset, Progress progress) throws ImageException {
    ClassSet classes = dataset.classes().orElseThrow(() -> noLabels(dataset.description()));
    HeadAndProbes parts = HeadAndProbes.of(model);
    parts.requireClasses(classes.count(), dataset.description());
    PixelCounter counter =
        new PixelCounter(parts, model.backbone().config().patch(), classes.count(), options.crf());
    for (int index = 0; index < dataset.size(); index++) {
      progress.at(STAGE, index, dataset.size());
      add(dataset, index, counter);
    }
    progress.at(STAGE, dataset.size(), dataset.size());
    return result(
        dataset.description(),
        dataset.size(),
        classes.names(),
        counter.scores(options.extraClusters()));
  }

  private void add(Dataset dataset, int index, PixelCounter counter) throws ImageException {
    Rgb photo = dataset.image(index);
    LabelMap labels = dataset.labels(index);
    try (Scope scope = model.backend().scope()) {
      PreparedImage image = options.preprocess().prepare(photo, model.backbone().config().patch());
      Shape shape = Shape.of(1, 3, image.height(), image.width());
      Tensor input = scope.tensor(shape, image.values());
      Tensor codes =
          options.flip() ? model.mirrorAveragedCodes(input, scope) : model.codes(input, scope);
      LabelMap prepared = labels.prepared(image.geometry());
      Size size = image.geometry().content();
      counter.add(codes, size, image.content(), prepared.labels());
    } catch (InputException e) {
      throw new InputException(dataset.key(index) + ": " + e.getMessage(), e);
    }
  }

  static InputException noLabels(String dataset) {
    return new InputException(dataset + ": without labels there is nothing to compare with");
  }

  /** Nothing that divides by the number of labelled pixels may do so when there are none. */
  static EvaluationResult result(
      String dataset, int images, List<String> classNames, List<ProbeScore> scores) {
    if (scores.get(0).matrix().total() == 0) {
      throw new InputException(dataset + ": not one labelled pixel inside the squares");
    }
    return new EvaluationResult(dataset, images, classNames, scores);
  }
}

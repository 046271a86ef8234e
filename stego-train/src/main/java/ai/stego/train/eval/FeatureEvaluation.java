package ai.stego.train.eval;

import ai.stego.image.Size;
import ai.stego.tensor.InputException;
import ai.stego.tensor.Scope;
import ai.stego.tensor.Tensor;
import ai.stego.train.data.FeatureSource;
import ai.stego.train.data.LabelSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * {@link Evaluation} without the backbone, for validation while a model is trained: from stored
 * features, without mirrored images and without CRF.
 *
 * @param features of N images as squares of R x R pixels
 * @param labels of the same squares
 * @param extraClusters what becomes of clusters beyond the number of classes
 */
public record FeatureEvaluation(
    FeatureSource features, LabelSource labels, ExtraClusters extraClusters) {
  private static final int BATCH = 8;

  /**
   * Checks that features and labels are of the same squares.
   *
   * @param features of N images as squares of R x R pixels
   * @param labels of the same squares
   * @param extraClusters what becomes of clusters beyond the number of classes
   * @throws InputException if R is not a whole number of patches
   */
  public FeatureEvaluation {
    int side = labels.side();
    if (features.rows() != features.columns() || side % features.rows() != 0) {
      throw new InputException(
          "evaluation: labels of "
              + side
              + " x "
              + side
              + " pixels do not fit features of "
              + features.rows()
              + " x "
              + features.columns()
              + " patches");
    }
  }

  /**
   * Evaluates.
   *
   * @param parts head and probes as they are now
   * @param classNames what the K classes are called
   * @return the figures of the probes, without CRF
   * @throws InputException if the classes are not those of the labels or of the linear probe, there
   *     are fewer clusters, or there is no labelled pixel
   */
  public EvaluationResult of(HeadAndProbes parts, List<String> classNames) {
    String description = features.images() + " images";
    if (classNames.size() != labels.classes()) {
      throw new InputException(
          "evaluation: " + classNames.size() + " names for " + labels.classes() + " classes");
    }
    parts.requireClasses(labels.classes(), description);
    int patch = labels.side() / features.rows();
    PixelCounter counter = new PixelCounter(parts, patch, labels.classes(), Optional.empty());
    for (int from = 0; from < features.images(); from += BATCH) {
      int to = Math.min(from + BATCH, features.images());
      add(IntStream.range(from, to).toArray(), parts, counter);
    }
    List<ProbeScore> scores = counter.scores(extraClusters);
    return Evaluation.result(description, features.images(), classNames, scores);
  }

  private void add(int[] images, HeadAndProbes parts, PixelCounter counter) {
    int side = labels.side();
    int[] actual = new int[images.length * side * side];
    labels.read(images, actual);
    try (Scope scope = parts.backend().scope()) {
      Tensor batch =
          scope.tensor(images.length, features.rows(), features.columns(), features.width());
      features.read(images, batch);
      Tensor codes = parts.codes(batch, scope);
      for (int b = 0; b < images.length; b++) {
        int[] own = Arrays.copyOfRange(actual, b * side * side, (b + 1) * side * side);
        counter.add(codes.range(b, b + 1), new Size(side, side), null, own);
      }
    }
  }
}

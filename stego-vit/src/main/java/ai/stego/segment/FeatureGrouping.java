package ai.stego.segment;

import ai.stego.image.PreparedImage;
import ai.stego.image.Preprocess;
import ai.stego.image.Rgb;
import ai.stego.tensor.Backend;
import ai.stego.tensor.InputException;
import ai.stego.tensor.Scope;
import ai.stego.tensor.Shape;
import ai.stego.tensor.Tensor;
import ai.stego.vit.VisionTransformer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A model without training: k-means on a backbone's features, with no head. What it finds is what
 * the features already say; with an untrained backbone that is colour and texture.
 *
 * @param preprocess how photographs are brought to the backbone
 * @param kMeans how their features are grouped
 * @param sharpness factor of the cosines between features and centroids; features are less far
 *     apart than codes, so it is larger than {@link ClusterProbe#STEGO_SHARPNESS}
 */
public record FeatureGrouping(Preprocess preprocess, KMeans kMeans, float sharpness) {

  /**
   * Groups the features of photographs, all of them together.
   *
   * @param backbone gives the features
   * @param photos one or more
   * @param owner keeps the centroids
   * @return a model whose codes are the features
   * @throws InputException if there are no photographs, or fewer patches than clusters
   */
  public StegoModel fit(VisionTransformer backbone, List<Rgb> photos, Scope owner) {
    if (photos.isEmpty()) {
      throw new InputException("feature grouping: there are no photographs");
    }
    Backend backend = backbone.backend();
    try (Scope scratch = backend.scope()) {
      Tensor all = allFeatures(backbone, photos, scratch);
      Tensor centroids = kMeans.fit(backend, all, owner).centroids();
      int clusters = kMeans.clusters();
      return new StegoModel(
          backbone,
          Optional.empty(),
          new ClusterProbe(backend, centroids, sharpness),
          Optional.empty(),
          Legend.clusters(clusters),
          Legend.classes(clusters));
    }
  }

  /** The features of all patches of all photographs, (M,F). */
  private Tensor allFeatures(VisionTransformer backbone, List<Rgb> photos, Scope scratch) {
    List<Tensor> parts = new ArrayList<>();
    int rows = 0;
    for (Rgb photo : photos) {
      PreparedImage image = preprocess.prepare(photo, backbone.config().patch());
      Shape shape = Shape.of(1, 3, image.height(), image.width());
      Tensor features =
          backbone.features(scratch.tensor(shape, image.values()), scratch).features();
      parts.add(features);
      rows += features.shape().axis(1);
    }
    Tensor all = scratch.tensor(rows, backbone.config().width());
    int next = 0;
    for (Tensor part : parts) {
      int count = part.shape().axis(1);
      backbone.backend().matrix().copy(part, all.range(next, next + count));
      next += count;
    }
    return all;
  }
}

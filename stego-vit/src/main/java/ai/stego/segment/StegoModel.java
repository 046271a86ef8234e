package ai.stego.segment;

import ai.stego.nn.Linear;
import ai.stego.tensor.Backend;
import ai.stego.tensor.InputException;
import ai.stego.tensor.Scope;
import ai.stego.tensor.Tensor;
import ai.stego.tensor.io.HostTensor;
import ai.stego.tensor.io.NamedTensors;
import ai.stego.vit.FeatureMap;
import ai.stego.vit.VisionTransformer;
import ai.stego.vit.weights.StegoTensors;
import java.util.Optional;

/**
 * Everything that turns images into classes (Hamilton et al. 2022, figure 2): backbone, head,
 * probes.
 *
 * @param backbone images to features
 * @param head features to codes; empty if the features are the codes, as for k-means without
 *     training
 * @param clusters codes to clusters
 * @param linear codes to labelled classes, where a linear probe was trained
 * @param clusterLegend what the K+E clusters are called
 * @param classLegend what the labelled classes are called
 */
public record StegoModel(
    VisionTransformer backbone,
    Optional<SegmentationHead> head,
    ClusterProbe clusters,
    Optional<LinearProbe> linear,
    Legend clusterLegend,
    Legend classLegend) {

  /** Which of the probes decides. */
  public enum Classes {
    /** The clusters that were found without labels. */
    CLUSTER,
    /** The classes of the linear probe. */
    LINEAR
  }

  /**
   * Checks that the parts fit together.
   *
   * @param backbone images to features
   * @param head features to codes; empty if the features are the codes, as for k-means without
   *     training
   * @param clusters codes to clusters
   * @param linear codes to labelled classes, where a linear probe was trained
   * @param clusterLegend what the K+E clusters are called
   * @param classLegend what the labelled classes are called
   * @throws InputException if they do not
   */
  public StegoModel {
    int width = backbone.config().width();
    int code = head.isPresent() ? head.get().linear1().outputs() : width;
    require(
        head.isEmpty() || head.get().linear1().weight().inputs() == width,
        "the head reads features of another width than the backbone's " + width);
    require(
        clusters.centroids().shape().axis(1) == code,
        "the centroids " + clusters.centroids().shape() + " do not fit codes of " + code);
    require(
        linear.isEmpty() || linear.get().layer().weight().inputs() == code,
        "the linear probe does not fit codes of " + code);
    require(
        clusterLegend.names().size() == clusters.classes(),
        "there must be one name for each cluster");
    require(
        linear.isEmpty() || classLegend.names().size() == linear.get().classes(),
        "there must be one name for each class of the linear probe");
  }

  /**
   * Loads a model.
   *
   * @param backend where it will run
   * @param tensors its parts, the backbone among them
   * @param owner keeps the weights; the model is dead once it closes
   * @return the model
   * @throws InputException if the backbone is not among the parts
   */
  public static StegoModel load(Backend backend, StegoTensors tensors, Scope owner) {
    NamedTensors weights =
        tensors
            .backbone()
            .orElseThrow(
                () ->
                    new InputException(
                        tensors.source()
                            + ": the model does not hold its backbone; give it with --backbone"));
    return new StegoModel(
        VisionTransformer.load(backend, tensors.backboneConfig(), weights, owner),
        tensors.head().map(layers -> SegmentationHead.load(backend, layers, owner)),
        new ClusterProbe(
            backend,
            owner.tensor(tensors.centroids().shape(), tensors.centroids().values()),
            ClusterProbe.STEGO_SHARPNESS),
        tensors.linear().map(probe -> linear(backend, probe, owner)),
        LegendTexts.clusters(tensors),
        LegendTexts.classes(tensors));
  }

  private static LinearProbe linear(
      Backend backend, StegoTensors.LinearProbeTensors probe, Scope owner) {
    HostTensor weight = probe.weight();
    return new LinearProbe(
        Linear.of(backend, weight.shape(), weight.values(), probe.bias().values(), owner));
  }

  private static void require(boolean holds, String what) {
    if (!holds) {
      throw new InputException("model: " + what);
    }
  }

  /**
   * Where the model runs.
   *
   * @return the backbone's backend
   */
  public Backend backend() {
    return backbone.backend();
  }

  /**
   * The probe that decides.
   *
   * @param classes which one
   * @return the probe
   * @throws InputException if the model has none of that kind
   */
  public Probe probe(Classes classes) {
    if (classes == Classes.CLUSTER) {
      return clusters;
    }
    return linear.orElseThrow(
        () -> new InputException("model: it has no linear probe; it was trained without labels"));
  }

  /**
   * What the classes of a probe are called.
   *
   * @param classes which probe
   * @return names and colours
   */
  public Legend legend(Classes classes) {
    return classes == Classes.CLUSTER ? clusterLegend : classLegend;
  }

  /**
   * The codes of images.
   *
   * @param images (B,C,H,W), normalised
   * @param scope makes the result
   * @return (B,h,w,Z)
   */
  public Tensor codes(Tensor images, Scope scope) {
    int count = images.shape().axis(0);
    if (head.isEmpty()) {
      FeatureMap map = backbone.features(images, scope);
      return map.features().reshape(count, map.rows(), map.columns(), -1);
    }
    try (Scope scratch = backend().scope()) {
      FeatureMap map = backbone.features(images, scratch);
      Tensor codes = head.get().forward(map.features(), scope);
      return codes.reshape(count, map.rows(), map.columns(), -1);
    }
  }

  /**
   * The mean of the codes of images and the mirrored codes of the mirrored images, as the reference
   * evaluates.
   *
   * @param images (B,C,H,W), normalised
   * @param scope makes the result
   * @return (B,h,w,Z)
   */
  public Tensor mirrorAveragedCodes(Tensor images, Scope scope) {
    int[] axes = images.shape().toArray();
    int count = axes[0];
    try (Scope scratch = backend().scope()) {
      Tensor both = scratch.tensor(images.shape().withLeading(2 * count));
      backend().matrix().copy(images, both.range(0, count));
      Tensor mirrored = both.range(count, 2 * count);
      backend().image().mirror(images.reshape(-1, axes[3], 1), mirrored.reshape(-1, axes[3], 1));
      Tensor codes = codes(both, scratch);
      Tensor mirroredBack = scratch.tensor(codes.shape().withLeading(count));
      backend().image().mirror(codes.range(count, 2 * count), mirroredBack);
      Tensor mean = scope.tensor(mirroredBack.shape());
      backend().matrix().weightedSum(0.5f, codes.range(0, count), 0.5f, mirroredBack, mean);
      return mean;
    }
  }
}

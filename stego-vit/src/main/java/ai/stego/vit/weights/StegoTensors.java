package ai.stego.vit.weights;

import ai.stego.tensor.InputException;
import ai.stego.tensor.Shape;
import ai.stego.tensor.io.FormatException;
import ai.stego.tensor.io.HostTensor;
import ai.stego.tensor.io.NamedTensors;
import ai.stego.vit.VitConfig;
import java.util.Map;
import java.util.Optional;

/**
 * Everything a trained segmentation model consists of, checked to fit together. F = D is the
 * feature width, Z the code width.
 *
 * @param backboneConfig the sizes of the backbone that the head was trained on
 * @param backbone that backbone under DINO's names, unless the file only names it
 * @param head {@code linear1.weight} (Z, F) and {@code linear1.bias} (Z); unless the head is linear
 *     also {@code linear2.weight} (F, F), {@code linear2.bias} (F), {@code linear3.weight} (Z, F)
 *     and {@code linear3.bias} (Z)
 * @param centroids the cluster probe, (K + E, Z)
 * @param linearWeight the linear probe, (K, Z)
 * @param linearBias its bias, (K)
 * @param classes K
 * @param extra E, clusters beyond the classes
 * @param metadata texts about the model, by the keys of {@link ModelFile}
 */
public record StegoTensors(
    VitConfig backboneConfig,
    Optional<NamedTensors> backbone,
    NamedTensors head,
    HostTensor centroids,
    HostTensor linearWeight,
    HostTensor linearBias,
    int classes,
    int extra,
    Map<String, String> metadata) {
  static final String HEAD = "head.";
  static final String CENTROIDS = "cluster.centroids";
  static final String LINEAR_WEIGHT = "linear.weight";
  static final String LINEAR_BIAS = "linear.bias";

  /**
   * The code width.
   *
   * @return Z
   */
  public int codeWidth() {
    return centroids.shape().axis(1);
  }

  /**
   * Puts a backbone to a model that came without one.
   *
   * @param weights the backbone
   * @return the whole model
   * @throws InputException if the model was trained on another one: its sizes or its hash differ
   */
  public StegoTensors withBackbone(BackboneWeights weights) {
    String file = weights.tensors().source();
    if (!weights.config().equals(backboneConfig)) {
      throw new InputException(
          file
              + ": the model needs a backbone of "
              + backboneConfig
              + ", this one is "
              + weights.config());
    }
    String wanted = metadata.get(ModelFile.BACKBONE_SHA256);
    String actual = weights.sha256();
    if (wanted != null && !wanted.equals(actual)) {
      String name =
          FormatException.oneLine(metadata.getOrDefault(ModelFile.BACKBONE_NAME, "its own"));
      throw new InputException(
          file
              + ": not the backbone of this model ("
              + name
              + "): the SHA-256 of its weights is "
              + actual
              + ", expected "
              + FormatException.oneLine(wanted));
    }
    return new StegoTensors(
        backboneConfig,
        Optional.of(weights.tensors()),
        head,
        centroids,
        linearWeight,
        linearBias,
        classes,
        extra,
        metadata);
  }

  /**
   * Puts a model together from tensors under the model file's names.
   *
   * @throws InputException if any are missing or do not fit each other or the backbone: all at once
   */
  static StegoTensors of(
      NamedTensors tensors,
      VitConfig config,
      Optional<NamedTensors> backbone,
      Map<String, String> metadata) {
    Problems problems = new Problems();
    int width = axis(tensors, HEAD + "linear1.weight", 1, problems);
    int code = axis(tensors, HEAD + "linear1.weight", 0, new Problems());
    int clusters = axis(tensors, CENTROIDS, 0, problems);
    int classes = axis(tensors, LINEAR_WEIGHT, 0, problems);
    if (!problems.any()) {
      checkShapes(tensors, new int[] {width, code, clusters, classes}, problems);
    }
    if (width > 0 && width != config.width()) {
      problems.other(
          "the head takes features of width " + width + ", the backbone gives " + config.width());
    }
    if (clusters > 0 && clusters < classes) {
      problems.other(clusters + " clusters are fewer than " + classes + " classes");
    }
    problems.throwIfAny(tensors.source(), "the head and the probes do not fit together");
    return new StegoTensors(
        config,
        backbone,
        tensors.withPrefix(HEAD),
        tensors.get(CENTROIDS),
        tensors.get(LINEAR_WEIGHT),
        tensors.get(LINEAR_BIAS),
        classes,
        clusters - classes,
        metadata);
  }

  private static int axis(NamedTensors tensors, String name, int axis, Problems problems) {
    if (!tensors.contains(name)) {
      problems.missing(name);
      return 0;
    }
    Shape shape = tensors.shape(name);
    if (shape.rank() != 2 || shape.size() == 0) {
      problems.misshapen(name, "two axes", shape);
      return 0;
    }
    return shape.axis(axis);
  }

  private static void checkShapes(NamedTensors tensors, int[] sizes, Problems problems) {
    int width = sizes[0];
    int code = sizes[1];
    problems.check(tensors, HEAD + "linear1.bias", Shape.of(code));
    boolean nonlinear =
        tensors.names().stream().anyMatch(name -> name.matches("head\\.linear[23]\\..*"));
    if (nonlinear) {
      problems.check(tensors, HEAD + "linear2.weight", Shape.of(width, width));
      problems.check(tensors, HEAD + "linear2.bias", Shape.of(width));
      problems.check(tensors, HEAD + "linear3.weight", Shape.of(code, width));
      problems.check(tensors, HEAD + "linear3.bias", Shape.of(code));
    }
    problems.check(tensors, CENTROIDS, Shape.of(sizes[2], code));
    problems.check(tensors, LINEAR_WEIGHT, Shape.of(sizes[3], code));
    problems.check(tensors, LINEAR_BIAS, Shape.of(sizes[3]));
  }
}

package ai.stego.vit.weights;

import ai.stego.tensor.InputException;
import ai.stego.tensor.Shape;
import ai.stego.tensor.io.FormatException;
import ai.stego.tensor.io.HostTensor;
import ai.stego.tensor.io.NamedTensors;
import ai.stego.tensor.io.TensorProblems;
import ai.stego.vit.VitConfig;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Everything a trained segmentation model consists of, checked to fit together. F = D is the
 * feature width, Z the code width.
 *
 * @param backboneConfig the sizes of the backbone that the head was trained on
 * @param backbone that backbone under DINO's names, unless the file only names it
 * @param head {@code linear1.weight} (Z, F) and {@code linear1.bias} (Z); unless the head is linear
 *     also {@code linear2.weight} (F, F), {@code linear2.bias} (F), {@code linear3.weight} (Z, F)
 *     and {@code linear3.bias} (Z); empty if the features themselves are the codes, Z = F
 * @param centroids the cluster probe, (K + E, Z)
 * @param linear the linear probe; empty if the model was trained without labels
 * @param classes K
 * @param extra E, clusters beyond the classes
 * @param metadata texts about the model, by the keys of {@link ModelFile}
 */
public record StegoTensors(
    VitConfig backboneConfig,
    Optional<NamedTensors> backbone,
    Optional<NamedTensors> head,
    HostTensor centroids,
    Optional<LinearProbeTensors> linear,
    int classes,
    int extra,
    Map<String, String> metadata) {
  static final String HEAD = "head.";
  static final String CENTROIDS = "cluster.centroids";
  static final String LINEAR_WEIGHT = "linear.weight";
  static final String LINEAR_BIAS = "linear.bias";
  static final String HEAD_WEIGHT = HEAD + "linear1.weight";

  /**
   * The linear probe: scores = W·code + b.
   *
   * @param weight W, (K, Z)
   * @param bias b, (K)
   */
  public record LinearProbeTensors(HostTensor weight, HostTensor bias) {}

  /**
   * Puts a trained model together.
   *
   * @param backbone the backbone it was trained on
   * @param head the head's tensors, named as above; empty if the features are the codes
   * @param centroids the cluster probe, (K + E, Z)
   * @param linear the linear probe; empty if there were no labels
   * @param classes K
   * @param metadata more texts about the model, such as {@link ModelFile#BACKBONE_NAME}
   * @return the model, with its backbone
   * @throws InputException if the tensors do not fit each other or the backbone: all at once
   */
  public static StegoTensors trained(
      BackboneWeights backbone,
      Optional<NamedTensors> head,
      HostTensor centroids,
      Optional<LinearProbeTensors> linear,
      int classes,
      Map<String, String> metadata) {
    Map<String, String> texts = new TreeMap<>(metadata);
    texts.put(ModelFile.CLASSES, Integer.toString(classes));
    NamedTensors parts = tensors("trained model", head, centroids, linear);
    ModelFile.checkNames(parts);
    StegoTensors model = of(parts, backbone.config(), Optional.of(backbone.tensors()), texts);
    if (model.classes() != classes) {
      throw new InputException(
          "trained model: "
              + classes
              + " classes, but a linear probe of "
              + model.classes()
              + " classes");
    }
    return model;
  }

  /** The head and the probes under the model file's names. */
  static NamedTensors tensors(
      String source,
      Optional<NamedTensors> head,
      HostTensor centroids,
      Optional<LinearProbeTensors> linear) {
    Map<String, HostTensor> probes = new LinkedHashMap<>();
    probes.put(CENTROIDS, centroids);
    linear.ifPresent(
        probe -> {
          probes.put(LINEAR_WEIGHT, probe.weight());
          probes.put(LINEAR_BIAS, probe.bias());
        });
    UnionTensors all = new UnionTensors(source);
    head.ifPresent(layers -> all.add(HEAD, layers));
    return all.add("", NamedTensors.of(source, probes));
  }

  /**
   * The code width.
   *
   * @return Z
   */
  public int codeWidth() {
    return centroids.shape().axis(1);
  }

  /**
   * Where the model comes from.
   *
   * @return the file's name, for messages; "model" where it is not known
   */
  public String source() {
    return head.or(() -> backbone).map(NamedTensors::source).orElse("model");
  }

  /**
   * The same model with other texts.
   *
   * @param texts by the keys of {@link ModelFile}; they replace all that there are
   * @return the model
   */
  public StegoTensors withMetadata(Map<String, String> texts) {
    return new StegoTensors(
        backboneConfig, backbone, head, centroids, linear, classes, extra, Map.copyOf(texts));
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
        linear,
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
    boolean hasHead = tensors.names().stream().anyMatch(name -> name.startsWith(HEAD));
    boolean hasLinear = tensors.contains(LINEAR_WEIGHT) || tensors.contains(LINEAR_BIAS);
    TensorProblems problems = new TensorProblems();
    int width = hasHead ? axis(tensors, HEAD_WEIGHT, 1, problems) : config.width();
    int code = hasHead ? axis(tensors, HEAD_WEIGHT, 0, new TensorProblems()) : config.width();
    int clusters = axis(tensors, CENTROIDS, 0, problems);
    int classes = hasLinear ? axis(tensors, LINEAR_WEIGHT, 0, problems) : count(metadata, problems);
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
        hasHead ? Optional.of(tensors.withPrefix(HEAD)) : Optional.empty(),
        tensors.get(CENTROIDS),
        hasLinear
            ? Optional.of(
                new LinearProbeTensors(tensors.get(LINEAR_WEIGHT), tensors.get(LINEAR_BIAS)))
            : Optional.empty(),
        classes,
        clusters - classes,
        metadata);
  }

  /** K of a model without a linear probe, which no tensor tells. */
  private static int count(Map<String, String> metadata, TensorProblems problems) {
    String text = metadata.get(ModelFile.CLASSES);
    if (text != null && text.matches("[1-9][0-9]{0,8}")) {
      return Integer.parseInt(text);
    }
    problems.other(
        "neither "
            + LINEAR_WEIGHT
            + " nor metadata "
            + ModelFile.CLASSES
            + " tells the number of classes");
    return 0;
  }

  private static int axis(NamedTensors tensors, String name, int axis, TensorProblems problems) {
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

  private static void checkShapes(NamedTensors tensors, int[] sizes, TensorProblems problems) {
    int width = sizes[0];
    int code = sizes[1];
    if (tensors.contains(HEAD_WEIGHT)) {
      problems.check(tensors, HEAD + "linear1.bias", Shape.of(code));
    }
    boolean nonlinear =
        tensors.names().stream().anyMatch(name -> name.matches("head\\.linear[23]\\..*"));
    if (nonlinear) {
      problems.check(tensors, HEAD + "linear2.weight", Shape.of(width, width));
      problems.check(tensors, HEAD + "linear2.bias", Shape.of(width));
      problems.check(tensors, HEAD + "linear3.weight", Shape.of(code, width));
      problems.check(tensors, HEAD + "linear3.bias", Shape.of(code));
    }
    problems.check(tensors, CENTROIDS, Shape.of(sizes[2], code));
    if (tensors.contains(LINEAR_WEIGHT)) {
      problems.check(tensors, LINEAR_WEIGHT, Shape.of(sizes[3], code));
      problems.check(tensors, LINEAR_BIAS, Shape.of(sizes[3]));
    }
  }
}

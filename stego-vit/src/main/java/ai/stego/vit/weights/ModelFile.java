package ai.stego.vit.weights;

import ai.stego.tensor.InputException;
import ai.stego.tensor.Shape;
import ai.stego.tensor.io.FormatException;
import ai.stego.tensor.io.NamedTensors;
import ai.stego.tensor.io.SafeTensors;
import ai.stego.tensor.io.SafeTensorsWriter;
import ai.stego.tensor.io.TensorFile;
import ai.stego.tensor.io.TensorProblems;
import ai.stego.vit.VitConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * This library's model file: safetensors with the head and both probes, as far as the model has
 * them, if wanted the backbone, and everything else as texts in the header. {@code
 * docs/model-file.md} describes it for readers without this code.
 */
public final class ModelFile {
  /** Metadata key of the format's version; its presence tells a model file from others. */
  public static final String FORMAT = "stego.format";

  /** The version that is written. */
  public static final String FORMAT_VERSION = "1";

  /** Metadata key of K. */
  public static final String CLASSES = "classes";

  /** Metadata key of E. */
  public static final String EXTRA_CLUSTERS = "extra_clusters";

  /** Metadata key of the class names: a JSON array of K texts. */
  public static final String CLASS_NAMES = "class_names";

  /** Metadata key of the class colours: a JSON array of K texts such as {@code "#1e90ff"}. */
  public static final String PALETTE = "palette";

  /** Metadata key of the cluster names: a JSON array of K + E texts. */
  public static final String CLUSTER_NAMES = "cluster_names";

  /** Metadata key of the cluster colours: a JSON array of K + E texts. */
  public static final String CLUSTER_PALETTE = "cluster_palette";

  /** Metadata key of the backbone's name, such as {@code dino-vits8-300ep}. */
  public static final String BACKBONE_NAME = "backbone.name";

  /** Metadata key of the backbone's hash, {@link BackboneWeights#sha256}. */
  public static final String BACKBONE_SHA256 = "backbone.sha256";

  private static final String BACKBONE = "backbone.";

  private ModelFile() {}

  /**
   * Writes a model, whole or not at all.
   *
   * @param path the file, replaced if it exists
   * @param model the model
   * @param embedBackbone whether the backbone goes into the file; otherwise only its hash
   * @throws InputException if the backbone is to be embedded or hashed and the model has none
   * @throws IOException if the file cannot be written
   */
  public static void write(Path path, StegoTensors model, boolean embedBackbone)
      throws IOException {
    Map<String, String> metadata = new TreeMap<>(model.metadata());
    if (model.backbone().isPresent()) {
      NamedTensors backbone = model.backbone().get();
      String hash = new BackboneWeights(model.backboneConfig(), backbone, "DINO").sha256();
      metadata.put(BACKBONE_SHA256, hash);
    } else if (embedBackbone || !metadata.containsKey(BACKBONE_SHA256)) {
      throw new InputException(path + ": the model has no backbone to write");
    }
    metadata.put(FORMAT, FORMAT_VERSION);
    metadata.put(CLASSES, Integer.toString(model.classes()));
    metadata.put(EXTRA_CLUSTERS, Integer.toString(model.extra()));
    ConfigMetadata.put(metadata, model.backboneConfig());
    UnionTensors all =
        new UnionTensors(path.toString())
            .add(
                "",
                StegoTensors.tensors(
                    path.toString(), model.head(), model.centroids(), model.linear()));
    if (embedBackbone) {
      all.add(BACKBONE, model.backbone().orElseThrow());
    }
    SafeTensorsWriter.write(path, all, metadata);
  }

  /**
   * Reads a model.
   *
   * @param path a model file
   * @return the model; without its backbone if that is not embedded
   * @throws InputException if it is no model file, or its tensors do not fit together
   * @throws IOException if it does not exist, cannot be read or is no sound safetensors file
   */
  public static StegoTensors read(Path path) throws IOException {
    // Closed only after a failure: an embedded backbone is read from the mapping when it is asked
    // for.
    SafeTensors file = SafeTensors.open(path);
    boolean done = false;
    try {
      StegoTensors model = read(file, BackboneWeights.Hints.NONE);
      done = true;
      return model;
    } finally {
      if (!done) {
        file.close();
      }
    }
  }

  static boolean isModel(TensorFile file) {
    return file.metadata().containsKey(FORMAT);
  }

  static StegoTensors read(TensorFile file, BackboneWeights.Hints hints) {
    String source = file.source();
    Map<String, String> metadata = file.metadata();
    if (!isModel(file)) {
      throw new InputException(source + ": no model file: metadata " + FORMAT + " is missing");
    }
    if (!FORMAT_VERSION.equals(metadata.get(FORMAT))) {
      throw new InputException(
          source
              + ": model format "
              + FormatException.oneLine(metadata.get(FORMAT))
              + " is unknown, expected "
              + FORMAT_VERSION);
    }
    checkNames(file);
    VitConfig config = ConfigMetadata.read(source, metadata);
    if (hints.heads() > 0 && hints.heads() != config.heads()) {
      throw new InputException(
          source + ": the model has " + config.heads() + " heads, not " + hints.heads());
    }
    Optional<NamedTensors> backbone = Optional.empty();
    if (file.names().stream().anyMatch(name -> name.startsWith(BACKBONE))) {
      BackboneWeights weights = BackboneWeights.find(file);
      if (!weights.config().equals(config)) {
        throw new InputException(
            source
                + ": the metadata describes "
                + config
                + ", the embedded backbone is "
                + weights.config());
      }
      backbone = Optional.of(weights.tensors());
    } else if (!metadata.containsKey(BACKBONE_SHA256)) {
      throw new InputException(source + ": neither a backbone nor metadata " + BACKBONE_SHA256);
    }
    StegoTensors model = StegoTensors.of(file, config, backbone, metadata);
    checkCount(source, metadata, CLASSES, model.classes());
    checkCount(source, metadata, EXTRA_CLUSTERS, model.extra());
    return model;
  }

  /** Refuses tensors that a model file does not have. */
  static void checkNames(NamedTensors file) {
    TensorProblems problems = new TensorProblems();
    for (String name : file.names()) {
      if (!name.matches(
          "head\\.linear[123]\\.(weight|bias)|linear\\.(weight|bias)|"
              + "cluster\\.centroids|backbone\\..*")) {
        Shape shape = file.shape(name);
        problems.unexpected(name, shape);
      }
    }
    problems.throwIfAny(file.source(), "not a sound model file");
  }

  private static void checkCount(
      String source, Map<String, String> metadata, String key, int actual) {
    String said = String.valueOf(metadata.get(key));
    if (!Integer.toString(actual).equals(said)) {
      throw new InputException(
          source
              + ": metadata "
              + key
              + " is "
              + FormatException.oneLine(said)
              + ", the tensors say "
              + actual);
    }
  }
}

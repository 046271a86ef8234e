package ai.stego.cli;

import ai.stego.tensor.InputException;
import ai.stego.tensor.io.NamedTensors;
import ai.stego.tensor.io.TensorFile;
import ai.stego.train.config.ConfigFile;
import ai.stego.train.config.TrainConfig;
import ai.stego.train.config.YamlTexts;
import ai.stego.vit.weights.BackboneWeights;
import ai.stego.vit.weights.ModelFile;
import ai.stego.vit.weights.StegoCheckpoint;
import ai.stego.vit.weights.StegoTensors;
import ai.stego.vit.weights.WeightSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import picocli.CommandLine.Option;

/** A model, or a backbone alone, as {@code stego fit} is told of it. */
@SuppressWarnings("UnusedVariable") // picocli reads the fields
final class FitInputs implements AutoCloseable {
  @Option(
      names = {"-m", "--model"},
      paramLabel = "MODEL",
      description = "The model whose codes are grouped: a model file or a STEGO checkpoint.")
  private Path modelPath;

  @Option(
      names = {"-b", "--backbone"},
      paramLabel = "FILE",
      description = "The backbone, if there is no model or it does not hold it: a file, or a name.")
  private String backbone;

  @Option(
      names = "--heads",
      paramLabel = "A",
      description = "Attention heads of the backbone, where they are not D / 64.")
  private int heads;

  @Option(
      names = "--raw",
      description = "Group the backbone's features themselves, without any head: no training.")
  private boolean raw;

  private final Deque<TensorFile> open = new ArrayDeque<>();
  private Optional<StegoTensors> model = Optional.empty();
  private BackboneWeights weights;
  private String name = "backbone";

  /** Reads what there is. */
  void read() throws IOException {
    if (modelPath == null && !(raw && backbone != null)) {
      throw new InputException("say whose codes: --model MODEL, or --raw with --backbone FILE");
    }
    BackboneWeights.Hints hints = BackboneWeights.Hints.heads(heads);
    if (backbone != null) {
      NamedBackbone named = NamedBackbone.find(backbone, hints);
      weights = named.weights();
      name = named.name();
    }
    if (modelPath != null) {
      StegoTensors found = StegoCheckpoint.read(open(modelPath), hints);
      if (weights != null) {
        found = found.withBackbone(weights);
      }
      model = Optional.of(found);
      weights = new BackboneWeights(found.backboneConfig(), backboneOf(found), "DINO");
    }
  }

  private NamedTensors backboneOf(StegoTensors found) {
    return found
        .backbone()
        .orElseThrow(
            () ->
                new InputException(
                    modelPath + ": the model does not hold its backbone; give it with --backbone"));
  }

  private TensorFile open(Path path) throws IOException {
    TensorFile file = WeightSource.open(path);
    open.push(file);
    return file;
  }

  /** The backbone, which is always there. */
  BackboneWeights weights() {
    return weights;
  }

  /** What people call the backbone. */
  String backboneName() {
    return model.map(found -> found.metadata().get(ModelFile.BACKBONE_NAME)).orElse(name);
  }

  /** The settings that the model was trained with; none without a model, or if it does not say. */
  Optional<TrainConfig> trained() {
    return model.flatMap(found -> ConfigFile.ofModel(modelPath.toString(), found.metadata()));
  }

  /** The features' store of the run whose model this is, if it can be written. */
  Optional<Path> runStore() throws IOException {
    if (modelPath == null) {
      return Optional.empty();
    }
    Path run = modelPath.toAbsolutePath().normalize().getParent();
    if (!Files.exists(run.resolve("config.yaml")) || !Files.exists(run.resolve("inputs.yaml"))) {
      return Optional.empty();
    }
    String elsewhere = YamlTexts.read(run.resolve("inputs.yaml")).get(TrainInputs.STORE_DIR);
    Path store = elsewhere == null ? run.resolve("store") : Path.of(elsewhere);
    return Files.isDirectory(store) && Files.isWritable(store)
        ? Optional.of(store)
        : Optional.empty();
  }

  /** The head that makes the codes; none if the features are the codes. */
  Optional<NamedTensors> head() {
    return raw ? Optional.empty() : model.flatMap(StegoTensors::head);
  }

  /** The probe that learnt from labels, if it fits the codes and the number of clusters. */
  Optional<StegoTensors.LinearProbeTensors> linear(int clusters) {
    return raw
        ? Optional.empty()
        : model
            .flatMap(StegoTensors::linear)
            .filter(probe -> probe.weight().shape().axis(0) <= clusters);
  }

  /** What the model says of itself, but for the names of its clusters, which are gone. */
  Map<String, String> texts() {
    Map<String, String> texts = new TreeMap<>();
    if (!raw) {
      model.ifPresent(found -> texts.putAll(found.metadata()));
    }
    texts.remove(ModelFile.CLUSTER_NAMES);
    texts.remove(ModelFile.CLUSTER_PALETTE);
    texts.put(ModelFile.BACKBONE_NAME, backboneName());
    return texts;
  }

  @Override
  public void close() throws IOException {
    while (!open.isEmpty()) {
      open.pop().close();
    }
  }
}

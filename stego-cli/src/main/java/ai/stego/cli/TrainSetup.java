package ai.stego.cli;

import ai.stego.tensor.Backend;
import ai.stego.tensor.InputException;
import ai.stego.train.TrainingRequest;
import ai.stego.train.config.Setting;
import ai.stego.train.config.TrainConfig;
import ai.stego.train.data.Dataset;
import ai.stego.train.data.DatasetOptions;
import ai.stego.train.data.Datasets;
import ai.stego.train.data.Split;
import ai.stego.vit.weights.BackboneWeights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Opens what a run trains on.
 *
 * @param inputs what it is
 * @param backbone the backbone and its name
 * @param folder the run's folder
 */
record TrainSetup(TrainInputs inputs, NamedBackbone backbone, Path folder) {
  private static final System.Logger LOG = System.getLogger(TrainSetup.class.getName());
  private static final String BACKBONE_SHA256 = "backbone-sha256";

  /** Finds the backbone; the same one as before, if the run goes on. */
  static TrainSetup of(TrainInputs inputs, Path folder) throws IOException {
    inputs.require(TrainInputs.DATA, "DATA is missing: the folder of photographs to train on");
    String name = inputs.require(TrainInputs.BACKBONE, "--backbone is missing");
    int heads = inputs.text(TrainInputs.HEADS).map(Integer::parseInt).orElse(0);
    NamedBackbone backbone = NamedBackbone.find(name, BackboneWeights.Hints.heads(heads));
    Optional<String> before = inputs.text(BACKBONE_SHA256);
    if (before.isPresent() && !before.get().equals(backbone.weights().sha256())) {
      throw new InputException(
          name + ": not the backbone that the run began with: the SHA-256 of its weights differs");
    }
    return new TrainSetup(inputs, backbone, folder);
  }

  /**
   * Opens the photographs.
   *
   * @param config the settings; if they do not say how many classes there are, the labels do
   */
  TrainingRequest request(TrainConfig config) throws IOException {
    boolean counted = config.says(Setting.CLASSES);
    Path root = inputs.path(TrainInputs.DATA).orElseThrow();
    DatasetOptions options = options(counted ? config.count(Setting.CLASSES) : 0);
    Dataset images = open(root, Split.TRAIN, options);
    TrainConfig fitted = config;
    Optional<Dataset> validation = Optional.empty();
    if (images.classes().isPresent()) {
      int classes = images.classes().get().count();
      fitted = counted ? config : config.with(Setting.CLASSES, classes);
      validation = validation(root, new DatasetOptions(options.classNames(), classes));
    }
    Path stores = inputs.path(TrainInputs.STORE_DIR).orElse(folder.resolve("store"));
    return new TrainingRequest(
        fitted,
        images,
        validation,
        backbone.weights(),
        backbone.name(),
        stores,
        inputs.flag(TrainInputs.EMBED));
  }

  private DatasetOptions options(int classes) throws IOException {
    Optional<Path> names = inputs.path(TrainInputs.CLASS_NAMES);
    if (inputs.text(TrainInputs.LABELS).equals(Optional.of("false"))) {
      if (names.isPresent()) {
        throw new InputException("--class-names: with --no-labels there are no classes to name");
      }
      return DatasetOptions.UNLABELLED;
    }
    if (names.isPresent()) {
      return DatasetOptions.fromNames(names.get());
    }
    // More clusters than labels can tell apart are fine where there are no labels; where there are
    // some, the trainer refuses them.
    boolean countable = classes > 0 && classes <= DatasetOptions.MOST_CLASSES;
    return countable ? DatasetOptions.ofClasses(classes) : DatasetOptions.NONE;
  }

  private Dataset open(Path root, Split split, DatasetOptions options) throws IOException {
    return Datasets.open(kind(), root, split, options);
  }

  private String kind() {
    return inputs.text(TrainInputs.DATASET).orElse(Datasets.DIRECTORY);
  }

  /** Labelled photographs of another split, if there are any. */
  private Optional<Dataset> validation(Path root, DatasetOptions options) throws IOException {
    if (kind().equals(Datasets.DIRECTORY)) {
      return Files.isDirectory(root.resolve("imgs").resolve(Split.VAL.folder()))
          ? labelled(open(root, Split.VAL, options))
          : Optional.empty();
    }
    try {
      return labelled(open(root, Split.VAL, options));
    } catch (InputException e) {
      LOG.log(System.Logger.Level.WARNING, "nothing to measure on: {0}", e.getMessage());
      return Optional.empty();
    }
  }

  private static Optional<Dataset> labelled(Dataset dataset) {
    return dataset.classes().isPresent() ? Optional.of(dataset) : Optional.empty();
  }

  /** What the run's folder must say so that the run can be repeated. */
  Map<String, String> record(TrainingRequest request, Backend backend) {
    Map<String, String> texts = new LinkedHashMap<>(inputs.texts());
    texts.put(BACKBONE_SHA256, request.weights().sha256());
    texts.put("images", request.images().description());
    texts.put("stego", Version.text());
    texts.put("java", Runtime.version().toString());
    texts.put("backend", backend.description());
    return texts;
  }
}

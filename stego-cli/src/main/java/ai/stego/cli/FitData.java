package ai.stego.cli;

import ai.stego.tensor.InputException;
import ai.stego.train.Progress;
import ai.stego.train.config.Setting;
import ai.stego.train.config.TrainConfig;
import ai.stego.train.data.Dataset;
import ai.stego.train.data.DatasetOptions;
import ai.stego.train.data.Datasets;
import ai.stego.train.data.FeatureSource;
import ai.stego.train.data.Split;
import ai.stego.train.data.store.FeatureExtractor;
import ai.stego.train.data.store.FeatureStore;
import ai.stego.train.data.store.FeatureType;
import ai.stego.train.data.store.FrozenBackbone;
import ai.stego.train.data.store.OnTheFlyFeatures;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/**
 * The photographs of {@code stego fit} and how they are prepared: as the command line says, else as
 * the model was trained, so that the features of its run are found again.
 */
@SuppressWarnings("UnusedVariable") // picocli reads the fields
final class FitData {
  private static final String NO_STORE = "none";

  @Option(
      names = "--dataset",
      paramLabel = "KIND",
      defaultValue = Datasets.DIRECTORY,
      description =
          "How DATA is laid out: directory (default), cocostuff27, cityscapes27, potsdam3.")
  private String kind;

  @Option(
      names = "--split",
      paramLabel = "SPLIT",
      defaultValue = "train",
      description = "train, val or test (default: ${DEFAULT-VALUE}).")
  private Split split;

  @Option(
      names = "--size",
      paramLabel = "R",
      description = "Side of the squares in pixels (default: as the model was trained, or 224).")
  private String size;

  @Option(
      names = "--crop",
      paramLabel = "center|five",
      description =
          "center: one square of each photograph; five: of its corners and centre too (default: as"
              + " the model was trained, or center).")
  private String crop;

  @Option(
      names = "--resize",
      paramLabel = "nearest|bilinear",
      description = "How photographs are resized (default: as the model was trained, or nearest).")
  private String resize;

  @Option(
      names = "--store",
      paramLabel = "float16|float32|none",
      description =
          "How features are stored, and rounded; none: not stored, rounded to float16 (default: as"
              + " the model was trained, or float16).")
  private String store;

  @Option(
      names = "--store-dir",
      paramLabel = "DIR",
      description =
          "Where features are stored (default: the store of the run that the model lies in;"
              + " otherwise they are not stored).")
  private Path stores;

  /**
   * The settings that are to hold.
   *
   * @param trained those of the model, if it says
   */
  TrainConfig settings(Optional<TrainConfig> trained) {
    TrainConfig config = trained.orElse(TrainConfig.DEFAULT);
    config = with(config, Setting.SIZE, size);
    config = with(config, Setting.CROP, crop);
    config = with(config, Setting.RESIZE, resize);
    config = with(config, Setting.STORE, store);
    boolean none = config.word(Setting.STORE).equals(NO_STORE);
    if (stores != null && none) {
      if (store != null) {
        throw new InputException("--store-dir: --store none stores nothing");
      }
      return config.with(Setting.STORE, FeatureType.FLOAT16.label());
    }
    return config;
  }

  private static TrainConfig with(TrainConfig config, Setting setting, String text) {
    return text == null ? config : config.with(setting, text);
  }

  /** Finds the photographs; labels are neither looked for nor paired. */
  Dataset open(Path root, TrainConfig config) throws IOException {
    return config.cropped(Datasets.open(kind, root, split, DatasetOptions.UNLABELLED));
  }

  /**
   * Finds the features, or computes them.
   *
   * @param usual the store where the command line names none
   */
  FeatureSource features(
      Dataset dataset,
      FrozenBackbone backbone,
      TrainConfig config,
      Optional<Path> usual,
      Progress progress)
      throws IOException {
    FeatureExtractor extractor = new FeatureExtractor(dataset, backbone, config.preprocess());
    String type = config.word(Setting.STORE);
    if (type.equals(NO_STORE)) {
      return OnTheFlyFeatures.open(extractor, FeatureType.FLOAT16, progress);
    }
    Optional<Path> folder = Optional.ofNullable(stores).or(() -> usual);
    return folder.isPresent()
        ? FeatureStore.open(folder.get(), extractor, FeatureType.named(type), progress)
        : OnTheFlyFeatures.open(extractor, FeatureType.named(type), progress);
  }
}

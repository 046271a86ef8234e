package ai.stego.train;

import ai.stego.image.Preprocess;
import ai.stego.tensor.Backend;
import ai.stego.tensor.Scope;
import ai.stego.train.config.Setting;
import ai.stego.train.config.TrainConfig;
import ai.stego.train.data.Dataset;
import ai.stego.train.data.LabelSource;
import ai.stego.train.data.Neighbors;
import ai.stego.train.data.store.FeatureExtractor;
import ai.stego.train.data.store.FeatureStore;
import ai.stego.train.data.store.FeatureType;
import ai.stego.train.data.store.FrozenBackbone;
import ai.stego.train.data.store.KeyedFeatures;
import ai.stego.train.data.store.LabelStore;
import ai.stego.train.data.store.NeighborFile;
import ai.stego.train.data.store.OnTheFlyFeatures;
import ai.stego.train.data.store.OnTheFlyLabels;
import ai.stego.train.eval.ExtraClusters;
import ai.stego.train.eval.FeatureEvaluation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Features, neighbours and labels of a run: computed, or found where an earlier run left them. */
final class TrainingData implements AutoCloseable {
  private static final String NO_STORE = "none";

  private final Backend backend;
  private final TrainingRequest request;
  private final Progress progress;
  private final Scope owner;
  private final Preprocess preprocess;
  private final Dataset images;
  private final String key;
  private final StegoTrainer.Data training;
  private final Optional<FeatureEvaluation> validation;

  private TrainingData(Backend backend, TrainingRequest request, Progress progress, Scope owner)
      throws IOException {
    this.backend = backend;
    this.request = request;
    this.progress = progress;
    this.owner = owner;
    TrainConfig config = request.config();
    this.preprocess = config.preprocess();
    this.images = config.cropped(request.images());
    // Labels first: what is wrong with them shall not come to light after hours of features.
    Optional<LabelSource> labels = labels(images);
    Optional<LabelSource> measured =
        request.validation().isPresent() ? labels(request.validation().get()) : Optional.empty();
    FrozenBackbone backbone =
        FrozenBackbone.load(backend, request.backboneName(), request.weights(), owner);
    KeyedFeatures features = features(images, backbone);
    this.key = features.key();
    Neighbors neighbors =
        NeighborFile.open(
            neighborFolder(features), features, config.count(Setting.NEIGHBORS), backend, progress);
    this.training = new StegoTrainer.Data(features, neighbors, labels);
    this.validation =
        request.validation().isPresent()
            ? Optional.of(
                new FeatureEvaluation(
                    features(request.validation().get(), backbone),
                    measured.orElseThrow(),
                    ExtraClusters.ERRORS))
            : Optional.empty();
  }

  /**
   * Computes or finds everything.
   *
   * @throws IOException if photographs or labels cannot be read, or the store not be written
   */
  static TrainingData open(Backend backend, TrainingRequest request, Progress progress)
      throws IOException {
    Scope owner = backend.scope();
    TrainingData made = null;
    try {
      made = new TrainingData(backend, request, progress, owner);
      return made;
    } finally {
      if (made == null) {
        owner.close();
      }
    }
  }

  private KeyedFeatures features(Dataset dataset, FrozenBackbone backbone) throws IOException {
    FeatureExtractor extractor = new FeatureExtractor(dataset, backbone, preprocess);
    String store = request.config().word(Setting.STORE);
    KeyedFeatures features =
        store.equals(NO_STORE)
            ? OnTheFlyFeatures.open(extractor, FeatureType.FLOAT16, progress)
            : FeatureStore.open(request.stores(), extractor, FeatureType.named(store), progress);
    return owner.keep(features);
  }

  private Path neighborFolder(KeyedFeatures features) {
    return features instanceof FeatureStore store
        ? store.folder()
        : request.stores().resolve("neighbors-" + features.key().substring(0, 12));
  }

  private Optional<LabelSource> labels(Dataset dataset) throws IOException {
    if (dataset.classes().isEmpty()) {
      return Optional.empty();
    }
    if (request.config().word(Setting.STORE).equals(NO_STORE)) {
      return Optional.of(new OnTheFlyLabels(dataset, preprocess, backend.parallel()));
    }
    return Optional.of(
        owner.keep(
            LabelStore.open(request.stores(), dataset, preprocess, backend.parallel(), progress)));
  }

  /** What is trained on, crops counted each. */
  Dataset images() {
    return images;
  }

  /** What the features that are trained on follow from. */
  String key() {
    return key;
  }

  /** What the trainer needs. */
  StegoTrainer.Data training() {
    return training;
  }

  /** What is measured on. */
  Optional<FeatureEvaluation> validation() {
    return validation;
  }

  @Override
  public void close() {
    owner.close();
  }
}

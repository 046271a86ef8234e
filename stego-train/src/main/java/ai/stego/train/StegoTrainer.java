package ai.stego.train;

import ai.stego.tensor.Backend;
import ai.stego.tensor.InputException;
import ai.stego.tensor.Rng;
import ai.stego.tensor.Scope;
import ai.stego.tensor.Tensor;
import ai.stego.train.TrainStep.Batch;
import ai.stego.train.TrainStep.Labels;
import ai.stego.train.config.ConfigFile;
import ai.stego.train.config.Setting;
import ai.stego.train.config.TrainConfig;
import ai.stego.train.data.FeatureSource;
import ai.stego.train.data.LabelSource;
import ai.stego.train.data.Neighbors;
import java.util.Optional;

/**
 * Trains head and probes on the features of a dataset, step by step (Hamilton et al. 2022, section
 * 3.2). It touches no files: {@link TrainingRun} does, and calls this. The same configuration and
 * data give the same bits, whatever the number of threads and wherever a run was interrupted.
 */
public final class StegoTrainer implements AutoCloseable {
  /**
   * What is learnt from.
   *
   * @param features of N images
   * @param neighbors of the same images
   * @param labels of the same images; without them there is no linear probe
   */
  public record Data(FeatureSource features, Neighbors neighbors, Optional<LabelSource> labels) {
    /**
     * Checks that the parts belong together.
     *
     * @param features of N images
     * @param neighbors of the same images
     * @param labels of the same images
     * @throws InputException if the numbers of images differ
     */
    public Data {
      if (features.images() != neighbors.images()) {
        throw new InputException(
            "training: features of "
                + features.images()
                + " images and neighbours of "
                + neighbors.images());
      }
    }
  }

  private final Backend backend;
  private final TrainConfig config;
  private final Data data;
  private final Scope owner;
  private final StegoNetwork network;
  private final TrainStep step;
  private final BatchOrder order;

  /**
   * Makes a trainer with random parameters.
   *
   * @param backend where to train
   * @param config how
   * @param data on what; stays the caller's to close
   * @throws InputException if the labels have another number of classes than the configuration
   */
  public StegoTrainer(Backend backend, TrainConfig config, Data data) {
    int classes = config.count(Setting.CLASSES);
    if (data.labels().isPresent() && data.labels().get().classes() != classes) {
      throw new InputException(
          "classes: the labels have "
              + data.labels().get().classes()
              + ", the configuration says "
              + classes);
    }
    this.backend = backend;
    this.config = config;
    this.data = data;
    this.order =
        new BatchOrder(config.seed(), data.features().images(), config.count(Setting.BATCH));
    this.owner = backend.scope();
    StegoNetwork.Sizes sizes =
        new StegoNetwork.Sizes(
            data.features().width(),
            config.count(Setting.CODE_WIDTH),
            classes + config.count(Setting.EXTRA_CLUSTERS),
            data.labels().isPresent() ? classes : 0,
            config.word(Setting.HEAD).equals("nonlinear"));
    Rng rng = Rng.of(config.seed()).split("parameters");
    this.network = StegoNetwork.create(backend, sizes, rng, owner);
    this.step = new TrainStep(network, config, owner);
  }

  /**
   * What is learnt.
   *
   * @return the network; it changes with every step and is dead once this closes
   */
  public StegoNetwork network() {
    return network;
  }

  /**
   * Steps taken so far, those before a resumption included.
   *
   * @return the number
   */
  public long steps() {
    return step.steps();
  }

  /**
   * Takes one step.
   *
   * @return what came of it
   * @throws InputException if features can no longer be read
   */
  public StepReport step() {
    long number = step.steps();
    Rng rng = Rng.of(config.seed()).split("step " + number);
    int[] images = order.images(number);
    int ranks = config.count(Setting.NEIGHBORS);
    int[] neighbors = StepDraws.neighbors(rng, data.neighbors(), ranks, images);
    try (Scope scratch = backend.scope()) {
      Batch batch =
          new Batch(
              read(images, scratch),
              read(neighbors, scratch),
              data.labels().map(labels -> read(labels, images)),
              StepDraws.of(
                  rng,
                  images.length,
                  config.count(Setting.SAMPLES),
                  config.count(Setting.NEGATIVES)));
      return step.run(batch, rng.split("masks"));
    }
  }

  private Tensor read(int[] images, Scope scope) {
    FeatureSource source = data.features();
    Tensor out = scope.tensor(images.length, source.rows(), source.columns(), source.width());
    source.read(images, out);
    return out;
  }

  private static Labels read(LabelSource source, int[] images) {
    int side = source.side();
    int[] values = new int[Math.multiplyExact(images.length, side * side)];
    source.read(images, values);
    return new Labels(side, values);
  }

  /**
   * The whole state, to go on from later.
   *
   * @return a copy in ordinary memory
   */
  public Checkpoint checkpoint() {
    return new Checkpoint(steps(), step.save(), ConfigFile.format(config));
  }

  /**
   * Goes back to a state.
   *
   * @param checkpoint of a run with the same configuration
   * @throws InputException if the configuration is another one, or the state does not fit it
   */
  public void restore(Checkpoint checkpoint) {
    ConfigFile.parse(checkpoint.settings()).requireSameRun(config);
    step.restore(checkpoint.tensors());
  }

  /** Frees the parameters; harmless when called again. */
  @Override
  public void close() {
    owner.close();
  }
}

package ai.stego.benchmarks.work;

import ai.stego.image.ImageWriter;
import ai.stego.image.Preprocess;
import ai.stego.image.Rgb;
import ai.stego.tensor.Rng;
import ai.stego.train.Progress;
import ai.stego.train.StegoTrainer;
import ai.stego.train.config.Setting;
import ai.stego.train.config.TrainConfig;
import ai.stego.train.data.Dataset;
import ai.stego.train.data.DatasetOptions;
import ai.stego.train.data.DirectoryDataset;
import ai.stego.train.data.Split;
import ai.stego.train.data.store.FeatureExtractor;
import ai.stego.train.data.store.FeatureStore;
import ai.stego.train.data.store.FeatureType;
import ai.stego.train.data.store.FrozenBackbone;
import ai.stego.train.data.store.LabelStore;
import ai.stego.train.data.store.NeighborFile;
import ai.stego.vit.UntrainedWeights;
import ai.stego.vit.VitConfig;
import ai.stego.vit.weights.BackboneWeights;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Training on features that were computed once and lie in a file, as the command does it. Before
 * the first step it makes a small dataset in a temporary folder, pieces of a photograph with labels
 * of random squares, and removes it when the scope closes.
 */
public final class StoredTraining {
  private static final int IMAGES = 32;
  private static final int LABEL_SQUARE = 16;

  private final Inputs in;
  private final TrainConfig config;
  private final VitConfig backbone;

  private StoredTraining(Inputs in, TrainConfig config, VitConfig backbone) {
    this.in = in;
    this.config = config;
    this.backbone = backbone;
  }

  /**
   * Whole training steps: both features read from the store, the head, all losses, their gradients,
   * both probes and Adam.
   *
   * @param in where it runs
   * @param config of the run
   * @param backbone what the features come from
   * @return the work
   * @throws IOException if the dataset cannot be written
   */
  public static Workload step(Inputs in, TrainConfig config, VitConfig backbone)
      throws IOException {
    StegoTrainer trainer = new StoredTraining(in, config, backbone).open();
    return Workload.uncounted(trainer::step);
  }

  private StegoTrainer open() throws IOException {
    Path folder = Files.createTempDirectory("stego-benchmark");
    in.scope().keep(() -> delete(folder));
    Dataset dataset = dataset(folder);
    UntrainedWeights weights = UntrainedWeights.soft(backbone, "training:");
    BackboneWeights found = new BackboneWeights(backbone, weights, "DINO");
    FrozenBackbone frozen = FrozenBackbone.load(in.backend(), "untrained", found, in.scope());
    Preprocess preprocess = config.preprocess();
    FeatureExtractor extractor = new FeatureExtractor(dataset, frozen, preprocess);
    FeatureStore features =
        in.scope().keep(FeatureStore.open(folder, extractor, FeatureType.FLOAT16, Progress.NONE));
    LabelStore labels =
        in.scope()
            .keep(
                LabelStore.open(
                    folder, dataset, preprocess, in.backend().parallel(), Progress.NONE));
    StegoTrainer.Data data =
        new StegoTrainer.Data(
            features,
            NeighborFile.open(
                features.folder(),
                features,
                config.count(Setting.NEIGHBORS),
                in.backend(),
                Progress.NONE),
            Optional.of(labels));
    return in.scope().keep(new StegoTrainer(in.backend(), config, data));
  }

  private Dataset dataset(Path folder) throws IOException {
    Path images = Files.createDirectories(folder.resolve("imgs").resolve(Split.TRAIN.folder()));
    Path labels = Files.createDirectories(folder.resolve("labels").resolve(Split.TRAIN.folder()));
    int side = config.preprocess().size();
    int classes = config.count(Setting.CLASSES);
    Rgb photograph = Photograph.decode(Photograph.file());
    for (int i = 0; i < IMAGES; i++) {
      String name = "%02d.png".formatted(i);
      int top = in.rng().nextInt(photograph.height() - side);
      int left = in.rng().nextInt(photograph.width() - side);
      ImageWriter.writePng(photograph.crop(top, left, side, side), images.resolve(name));
      ImageWriter.writePng(squares(side, classes, in.rng()), labels.resolve(name));
    }
    return DirectoryDataset.open(folder, Split.TRAIN, DatasetOptions.ofClasses(classes));
  }

  private static BufferedImage squares(int side, int classes, Rng rng) {
    BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_BYTE_GRAY);
    int across = (side + LABEL_SQUARE - 1) / LABEL_SQUARE;
    int[] chosen = rng.permutation(across * across);
    for (int y = 0; y < side; y++) {
      for (int x = 0; x < side; x++) {
        int square = chosen[y / LABEL_SQUARE * across + x / LABEL_SQUARE];
        image.getRaster().setSample(x, y, 0, square % classes);
      }
    }
    return image;
  }

  private static void delete(Path folder) throws IOException {
    List<Path> all;
    try (Stream<Path> paths = Files.walk(folder)) {
      all = paths.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : all) {
      Files.delete(path);
    }
  }
}

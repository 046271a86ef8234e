package ai.stego.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.stego.image.ImageWriter;
import ai.stego.image.Preprocess;
import ai.stego.segment.KMeans;
import ai.stego.tensor.Backend;
import ai.stego.tensor.BackendOptions;
import ai.stego.tensor.Backends;
import ai.stego.tensor.InputException;
import ai.stego.tensor.Scope;
import ai.stego.tensor.Tensor;
import ai.stego.train.config.Setting;
import ai.stego.train.config.TrainConfig;
import ai.stego.train.data.Dataset;
import ai.stego.train.data.DatasetOptions;
import ai.stego.train.data.DirectoryDataset;
import ai.stego.train.data.FeatureSource;
import ai.stego.train.data.Split;
import ai.stego.train.data.TestPictures;
import ai.stego.train.data.store.FeatureExtractor;
import ai.stego.train.data.store.FeatureType;
import ai.stego.train.data.store.FrozenBackbone;
import ai.stego.train.data.store.OnTheFlyFeatures;
import ai.stego.train.data.store.TinyBackbone;
import ai.stego.train.fit.ClusterFit;
import ai.stego.train.fit.CodeSample;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Photographs of one pixel, panoramas, grey and CMYK ones: trained on, shown, and grouped. */
class OddPhotographsTest {
  private static final TrainConfig CONFIG =
      TrainConfig.DEFAULT
          .with(Setting.STEPS, 2)
          .with(Setting.BATCH, 3)
          .with(Setting.SIZE, 32)
          .with(Setting.CLASSES, 3)
          .with(Setting.CODE_WIDTH, 7)
          .with(Setting.SAMPLES, 4)
          .with(Setting.LOG_EVERY, 1);

  @TempDir private Path folder;

  @BeforeEach
  void makePhotographs() throws IOException {
    Path photos = Files.createDirectories(photos());
    TestPictures.photograph(photos.resolve("pixel.png"), 1, 1);
    TestPictures.photograph(photos.resolve("smaller than a patch.png"), 3, 5);
    TestPictures.photograph(photos.resolve("panorama.png"), 10, 20_000);
    TestPictures.photograph(photos.resolve("tower.png"), 3_000, 2);
    BufferedImage grey = new BufferedImage(40, 50, BufferedImage.TYPE_USHORT_GRAY);
    grey.getRaster().setSample(7, 9, 0, 60_000);
    ImageWriter.writePng(grey, photos.resolve("grey.png"));
    BufferedImage mask = new BufferedImage(33, 31, BufferedImage.TYPE_BYTE_BINARY);
    ImageWriter.writePng(mask, photos.resolve("black.png"));
    try (InputStream cmyk = OddPhotographsTest.class.getResourceAsStream("/images/cmyk.jpg")) {
      Files.copy(cmyk, photos.resolve("cmyk.jpg"));
    }
  }

  private Path photos() {
    return folder.resolve("photos");
  }

  private static Dataset open(Path photos) throws IOException {
    return DirectoryDataset.open(photos, Split.TRAIN, DatasetOptions.NONE);
  }

  private static Backend backend() {
    return Backends.open("scalar", BackendOptions.DEFAULT);
  }

  private boolean trains(Path photos, Path run, TrainConfig config) throws IOException {
    try (Backend backend = backend();
        RunFolder begun = RunFolder.begin(run, config, Map.of())) {
      TrainingRequest request =
          new TrainingRequest(
              config,
              open(photos),
              Optional.empty(),
              TinyBackbone.weights("odd"),
              "tiny",
              run.resolve("store"),
              false);
      return new TrainingRun(backend, begun, request, TrainListener.NONE)
          .run(() -> false)
          .finished();
    }
  }

  @ParameterizedTest
  @CsvSource({"center,nearest", "five,nearest", "center,bilinear", "five,bilinear"})
  void aRunLearnsFromThemAndShowsThem(String crop, String resize) throws IOException {
    TrainConfig config = CONFIG.with(Setting.CROP, crop).with(Setting.RESIZE, resize);
    assertTrue(trains(photos(), folder.resolve("run"), config));
    assertTrue(Files.size(folder.resolve("run/report.html")) > 10_000);
  }

  @Test
  void twoPixelsAreEnoughForARun() throws IOException {
    Path two = folder.resolve("two");
    TestPictures.photograph(two.resolve("a.png"), 1, 1);
    TestPictures.photograph(two.resolve("b.png"), 1, 1);
    TrainConfig small = CONFIG.with(Setting.SIZE, 8).with(Setting.CLASSES, 9);
    assertTrue(trains(two, folder.resolve("run"), small));
  }

  @Test
  void whatIsTooLongIsRefusedWithItsName() throws IOException {
    Path line = TestPictures.photograph(folder.resolve("lines/a.png"), 1, 300_000);
    Files.copy(line, folder.resolve("lines/b.png"));
    TrainConfig large = CONFIG.with(Setting.SIZE, 4096);
    InputException refused =
        assertThrows(
            InputException.class, () -> trains(line.getParent(), folder.resolve("run"), large));
    assertTrue(refused.getMessage().startsWith(line + ": "), refused.getMessage());
  }

  @Test
  void theirPatchesAreGroupedIntoAsManyClustersAsThereArePatches() throws IOException {
    try (Backend backend = backend();
        Scope scope = backend.scope()) {
      FrozenBackbone backbone =
          FrozenBackbone.load(backend, "tiny", TinyBackbone.weights("odd"), scope);
      FeatureExtractor extractor =
          new FeatureExtractor(open(photos()), backbone, Preprocess.reference(16));
      try (FeatureSource features =
          OnTheFlyFeatures.open(extractor, FeatureType.FLOAT16, Progress.NONE)) {
        Tensor codes =
            new CodeSample(1000, 0).read(features, Optional.empty(), backend, scope, Progress.NONE);
        int patches = codes.shape().axis(0);
        assertEquals(7 * features.rows() * features.columns(), patches);
        ClusterFit fit = new ClusterFit(50, 0);
        for (int clusters : new int[] {1, 2, patches - 1, patches}) {
          KMeans.Result result = fit.fit(backend, codes, clusters, scope);
          for (float value : result.centroids().toArray()) {
            assertTrue(Float.isFinite(value), clusters + " clusters");
          }
        }
        assertThrows(InputException.class, () -> fit.fit(backend, codes, patches + 1, scope));
        fit.choose(backend, codes, 2, patches, Progress.NONE)
            .forEach(c -> assertTrue(c.silhouette() >= 0 && c.silhouette() <= 1, c.toString()));
      }
    }
  }
}

package ai.stego.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.stego.tensor.Backend;
import ai.stego.tensor.BackendOptions;
import ai.stego.tensor.Backends;
import ai.stego.tensor.InputException;
import ai.stego.tensor.testing.TestBackends;
import ai.stego.train.config.Setting;
import ai.stego.train.config.TrainConfig;
import ai.stego.train.data.LabelMap;
import ai.stego.train.data.LabelSource;
import ai.stego.train.data.Neighbors;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Steps on features in memory. */
class StegoTrainerTest {
  private static final int SIDE = 12;
  private static final TrainConfig CONFIG =
      TrainConfig.DEFAULT
          .with(Setting.BATCH, 3)
          .with(Setting.SAMPLES, 4)
          .with(Setting.CLASSES, 3)
          .with(Setting.CODE_WIDTH, 7);

  static List<String> backends() {
    return TestBackends.names();
  }

  /** Labels that say the same of every pixel of an image. */
  private record PlainLabels(int classes, int... ofImage) implements LabelSource {
    @Override
    public int side() {
      return SIDE;
    }

    @Override
    public void read(int[] images, int[] out) {
      for (int i = 0; i < out.length; i++) {
        out[i] = ofImage[images[i / (SIDE * SIDE)]];
      }
    }
  }

  private static StegoTrainer.Data data(TestFeatures features, LabelSource labels) {
    int[] next = new int[features.images()];
    Arrays.setAll(next, i -> (i + 1) % next.length);
    return new StegoTrainer.Data(
        features, new Neighbors(next.length, 1, next), Optional.ofNullable(labels));
  }

  private static StegoTrainer.Data data() {
    return data(TestFeatures.waves(5, 3, 8), new PlainLabels(3, 0, 1, 2, 0, LabelMap.IGNORED));
  }

  @ParameterizedTest
  @MethodSource("backends")
  void aFeatureThatIsNoNumberMakesTheReportUnsound(String name) {
    TestFeatures features = TestFeatures.waves(5, 3, 8);
    for (float[] map : features.maps()) {
      map[11] = Float.NaN;
    }
    try (Backend backend = TestBackends.open(name);
        StegoTrainer trainer = new StegoTrainer(backend, CONFIG, data(features, null))) {
      StepReport report = trainer.step();
      assertFalse(report.sound(), "loss " + report.total());
      assertEquals(1, report.step());
      assertTrue(report.largestCluster() > 0 && report.largestCluster() <= 1);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "BATCH, 2",
    "SAMPLES, 1",
    "CODE_WIDTH, 1",
    "NEGATIVES, 1",
    "CLASSES, 1",
    "EXTRA_CLUSTERS, 9"
  })
  void theLeastAndTheOddestSizesGiveSoundSteps(Setting setting, int value) {
    TrainConfig config = CONFIG.with(setting, value);
    PlainLabels labels = new PlainLabels(config.count(Setting.CLASSES), 0, 0, 0, 0, 0);
    for (String name : backends()) {
      try (Backend backend = TestBackends.open(name);
          StegoTrainer trainer =
              new StegoTrainer(backend, config, data(TestFeatures.waves(5, 1, 8), labels))) {
        for (int i = 0; i < 3; i++) {
          assertTrue(trainer.step().sound(), name + " " + setting);
        }
        requireFinite(trainer);
      }
    }
  }

  private static void requireFinite(StegoTrainer trainer) {
    for (String name : trainer.checkpoint().tensors().names()) {
      for (float value : trainer.checkpoint().tensors().values(name)) {
        assertTrue(Float.isFinite(value), name + ": " + value);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("backends")
  void pixelsWithoutAnyLabelTeachTheLinearProbeNothing(String name) {
    int none = LabelMap.IGNORED;
    try (Backend backend = TestBackends.open(name);
        StegoTrainer trainer =
            new StegoTrainer(
                backend,
                CONFIG,
                data(
                    TestFeatures.waves(5, 3, 8),
                    new PlainLabels(3, none, none, none, none, none)))) {
      float[] before = trainer.network().linear().orElseThrow().weight().value().toArray();
      StepReport report = trainer.step();
      assertEquals(0, report.linear().orElseThrow());
      assertTrue(report.sound());
      assertArrayEquals(
          before, trainer.network().linear().orElseThrow().weight().value().toArray());
    }
  }

  @ParameterizedTest
  @MethodSource("backends")
  void oneClusterHoldsAllPatches(String name) {
    TrainConfig config = CONFIG.with(Setting.CLASSES, 1);
    try (Backend backend = TestBackends.open(name);
        StegoTrainer trainer =
            new StegoTrainer(backend, config, data(TestFeatures.waves(5, 3, 8), null))) {
      assertEquals(1, trainer.step().largestCluster());
    }
  }

  @Test
  void theNumberOfThreadsChangesNoBit() {
    float[][] found = new float[3][];
    for (int threads = 1; threads <= 3; threads++) {
      BackendOptions options = BackendOptions.DEFAULT.withThreads(threads);
      try (Backend backend = Backends.open(Backends.AUTO, options);
          StegoTrainer trainer = new StegoTrainer(backend, CONFIG, data())) {
        for (int i = 0; i < 5; i++) {
          trainer.step();
        }
        found[threads - 1] = trainer.network().centroids().value().toArray();
      }
    }
    assertArrayEquals(found[0], found[1]);
    assertArrayEquals(found[0], found[2]);
  }

  @Test
  void aStateOfAnotherConfigurationIsRefused() {
    try (Backend backend = TestBackends.open("scalar");
        StegoTrainer trainer = new StegoTrainer(backend, CONFIG, data());
        StegoTrainer other =
            new StegoTrainer(backend, CONFIG.with(Setting.HEAD_RATE, 1e-3), data())) {
      Checkpoint state = trainer.checkpoint();
      assertThrows(InputException.class, () -> other.restore(state));
    }
  }

  @Test
  void labelsOfAnotherNumberOfClassesAreRefused() {
    StegoTrainer.Data data = data(TestFeatures.waves(2, 3, 8), new PlainLabels(4, 0, 1));
    try (Backend backend = TestBackends.open("scalar")) {
      String line =
          assertThrows(InputException.class, () -> new StegoTrainer(backend, CONFIG, data))
              .getMessage();
      assertEquals("classes: the labels have 4, the configuration says 3", line);
    }
  }

  @Test
  void neighboursOfOtherImagesAreRefused() {
    Neighbors three = new Neighbors(3, 1, new int[] {1, 2, 0});
    TestFeatures five = TestFeatures.waves(5, 3, 8);
    assertThrows(InputException.class, () -> new StegoTrainer.Data(five, three, Optional.empty()));
  }
}

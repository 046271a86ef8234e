package ai.stego.train;

import static ai.stego.tensor.testing.Close.assertClose;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.stego.tensor.Backend;
import ai.stego.tensor.BackendOptions;
import ai.stego.tensor.Backends;
import ai.stego.tensor.Rng;
import ai.stego.tensor.Scope;
import ai.stego.tensor.testing.TestBackends;
import ai.stego.train.config.Setting;
import ai.stego.train.config.TrainConfig;
import ai.stego.train.data.Neighbors;
import ai.stego.train.eval.HeadAndProbes;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CorrespondencesTest {
  private static final int BATCHES = 4;
  private static final TrainConfig CONFIG =
      TrainConfig.DEFAULT
          .with(Setting.BATCH, 2)
          .with(Setting.SAMPLES, 3)
          .with(Setting.POINTWISE, false);
  private static final int PAIRS = 3 * 3 * 3 * 3;

  static List<String> backends() {
    return TestBackends.names();
  }

  private static StegoTrainer.Data of(TestFeatures features) {
    int[] next = new int[features.images()];
    Arrays.setAll(next, i -> (i + 1) % next.length);
    Neighbors neighbors = new Neighbors(next.length, 1, next);
    return new StegoTrainer.Data(features, neighbors, Optional.empty());
  }

  private static float[] filled(int count, float value) {
    float[] values = new float[count];
    Arrays.fill(values, value);
    return values;
  }

  @ParameterizedTest
  @MethodSource("backends")
  void ofTwoPlainImagesTheyAreTheCosines(String name) {
    // (3, 0) and (3, 4)/5 have the cosine 0.6; of two images each is the other's neighbour and its
    // shuffled image.
    StegoTrainer.Data data =
        of(TestFeatures.plain(4, new float[] {3, 0}, new float[] {0.6f, 0.8f}));
    for (boolean centred : new boolean[] {false, true}) {
      try (Backend backend = TestBackends.open(name)) {
        Correspondences found =
            Correspondences.ofFeatures(backend, CONFIG.with(Setting.POINTWISE, centred), data);
        int count = BATCHES * 2 * PAIRS;
        assertClose("self", filled(count, 1), found.self(), 1e-6, 0);
        assertClose("neighbor", filled(count, 0.6f), found.neighbor(), 1e-6, 0);
        assertClose("negative", filled(count, 0.6f), found.negative(), 1e-6, 0);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("backends")
  void centringTakesOffTheMeanOfAPositionAndGivesBackTheMeanOfTheBatch(String name) {
    StegoTrainer.Data data = of(TestFeatures.waves(3, 5, 7));
    try (Backend backend = TestBackends.open(name)) {
      float[] plain = Correspondences.ofFeatures(backend, CONFIG, data).neighbor();
      float[] centred =
          Correspondences.ofFeatures(backend, CONFIG.with(Setting.POINTWISE, true), data)
              .neighbor();
      float[] expected = new float[plain.length];
      int batch = 2 * PAIRS;
      for (int i = 0; i < plain.length; i++) {
        double mean = mean(plain, i / batch * batch, batch);
        expected[i] = (float) (plain[i] - mean(plain, i / 9 * 9, 9) + mean);
      }
      assertClose("centred", expected, centred, 1e-6, 0);
      assertEquals(BATCHES * batch, plain.length);
    }
  }

  private static double mean(float[] values, int from, int count) {
    double sum = 0;
    for (int i = from; i < from + count; i++) {
      sum += values[i];
    }
    return sum / count;
  }

  @ParameterizedTest
  @MethodSource("backends")
  void anImageHasThePositionsOfItsOwnInCommonWithItself(String name) {
    try (Backend backend = TestBackends.open(name)) {
      float[] self =
          Correspondences.ofFeatures(backend, CONFIG, of(TestFeatures.waves(3, 5, 7))).self();
      for (int image = 0; image < BATCHES * 2; image++) {
        for (int i = 0; i < 9; i++) {
          assertEquals(1, self[image * PAIRS + i * 9 + i], 1e-5);
        }
      }
    }
  }

  @Test
  void aWidthOfOneHeadGivesCodesOfOneDirection() {
    TestFeatures features = TestFeatures.waves(3, 5, 7);
    try (Backend backend = TestBackends.open("scalar");
        Scope scope = backend.scope()) {
      StegoNetwork.Sizes sizes = new StegoNetwork.Sizes(7, 1, 2, 0, true);
      HeadAndProbes parts = StegoNetwork.create(backend, sizes, Rng.of(1), scope).snapshot(scope);
      float[] codes = Correspondences.ofCodes(CONFIG, of(features), parts).negative();
      // Codes of one number are alike or opposite.
      for (float code : codes) {
        assertEquals(1, Math.abs(code), 1e-5);
      }
    }
  }

  @Test
  void aLargeConfigurationIsSampledNotTriedOut() {
    TrainConfig large = CONFIG.with(Setting.BATCH, 4096).with(Setting.SAMPLES, 256);
    try (Backend backend = TestBackends.open(TestBackends.names().get(0))) {
      Correspondences found =
          Correspondences.ofFeatures(backend, large, of(TestFeatures.waves(3, 2, 2)));
      assertEquals(4 * 32 * 11 * 11 * 11 * 11, found.self().length);
    }
  }

  @Test
  void theNumberOfThreadsChangesNothing() {
    StegoTrainer.Data data = of(TestFeatures.waves(3, 5, 7));
    TrainConfig config = CONFIG.with(Setting.POINTWISE, true);
    float[][] found = new float[2][];
    for (int i = 0; i < 2; i++) {
      BackendOptions options = BackendOptions.DEFAULT.withThreads(1 + 2 * i);
      try (Backend backend = Backends.open(Backends.AUTO, options)) {
        found[i] = Correspondences.ofFeatures(backend, config, data).negative();
      }
    }
    assertArrayEquals(found[0], found[1]);
  }
}

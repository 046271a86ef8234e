package ai.stego.train;

import static ai.stego.tensor.testing.Close.assertClose;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.stego.nn.LinearParameters;
import ai.stego.nn.Parameter;
import ai.stego.nn.Tape;
import ai.stego.tensor.Backend;
import ai.stego.tensor.Rng;
import ai.stego.tensor.Scope;
import ai.stego.tensor.Shape;
import ai.stego.tensor.Tensor;
import ai.stego.tensor.testing.TestBackends;
import ai.stego.train.eval.HeadAndProbes;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class StegoNetworkTest {
  private static final Shape FEATURES = Shape.of(2, 3, 5, 27);

  static List<String> backends() {
    return TestBackends.names();
  }

  private static StegoNetwork network(Backend backend, boolean nonlinear, Scope scope) {
    StegoNetwork.Sizes sizes = new StegoNetwork.Sizes(27, 7, 4, 3, nonlinear);
    return StegoNetwork.create(backend, sizes, Rng.of(5), scope);
  }

  private static Tensor features(Scope scope) {
    float[] values = new float[(int) FEATURES.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) Math.cos(1.3 * i);
    }
    return scope.tensor(FEATURES, values);
  }

  @ParameterizedTest
  @MethodSource("backends")
  void aSnapshotGivesTheCodesOfTrainingWithoutDropout(String name) {
    for (boolean nonlinear : new boolean[] {true, false}) {
      try (Backend backend = TestBackends.open(name);
          Scope scope = backend.scope();
          Tape tape = new Tape(backend)) {
        StegoNetwork network = network(backend, nonlinear, scope);
        Tensor features = features(scope);
        Tensor trained = network.codes(tape.constant(features), 0, Rng.of(1)).value();
        Tensor applied = network.snapshot(scope).codes(features, scope);
        assertEquals(trained.shape(), applied.shape());
        assertClose("codes", trained.toArray(), applied.toArray(), 1e-6, 1e-5);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("backends")
  void laterStepsDoNotChangeASnapshot(String name) {
    try (Backend backend = TestBackends.open(name);
        Scope scope = backend.scope()) {
      StegoNetwork network = network(backend, true, scope);
      HeadAndProbes parts = network.snapshot(scope);
      Tensor features = features(scope);
      float[] codes = parts.codes(features, scope).toArray();
      float[] centroids = parts.clusters().centroids().toArray();
      for (Parameter parameter : network.parameters().list()) {
        backend.matrix().fill(9, parameter.value());
      }
      assertArrayEquals(codes, parts.codes(features, scope).toArray());
      assertArrayEquals(centroids, parts.clusters().centroids().toArray());
    }
  }

  @ParameterizedTest
  @MethodSource("backends")
  void eachBranchDropsChannelsByAMaskOfItsOwn(String name) {
    int width = 64;
    try (Backend backend = TestBackends.open(name);
        Scope scope = backend.scope();
        Tape tape = new Tape(backend)) {
      StegoNetwork.Sizes sizes = new StegoNetwork.Sizes(width, width, 2, 0, true);
      StegoNetwork network = StegoNetwork.create(backend, sizes, Rng.of(5), scope);
      diagonal(backend, network.linear1(), 1);
      diagonal(backend, network.branch().orElseThrow().linear2(), 1);
      diagonal(backend, network.branch().orElseThrow().linear3(), 10);
      Tensor ones = scope.tensor(1, 1, 1, width);
      backend.matrix().fill(1, ones);
      float[] codes = network.codes(tape.constant(ones), 0.5, Rng.of(2)).value().toArray();
      // Kept channels are doubled: 2 by the first layer, 20 by the branch.
      Set<Float> seen = new HashSet<>();
      for (float code : codes) {
        seen.add(code);
      }
      assertEquals(Set.of(0f, 2f, 20f, 22f), seen);
    }
  }

  private static void diagonal(Backend backend, LinearParameters layer, float value) {
    int width = layer.bias().shape().axis(0);
    float[] weight = new float[width * width];
    for (int i = 0; i < width; i++) {
      weight[i * width + i] = value;
    }
    layer.weight().value().write(weight);
    backend.matrix().fill(0, layer.bias().value());
  }

  @ParameterizedTest
  @CsvSource({"true, 3, 9", "true, 0, 7", "false, 3, 5", "false, 0, 3"})
  void onlyWhatIsThereIsLearnt(boolean nonlinear, int classes, int parameters) {
    try (Backend backend = TestBackends.open("scalar");
        Scope scope = backend.scope()) {
      StegoNetwork.Sizes sizes = new StegoNetwork.Sizes(5, 3, 4, classes, nonlinear);
      StegoNetwork network = StegoNetwork.create(backend, sizes, Rng.of(1), scope);
      assertEquals(parameters, network.parameters().list().size());
    }
  }

  @Test
  void theValuesOfAPartDoNotDependOnTheOthers() {
    try (Backend backend = TestBackends.open("scalar");
        Scope scope = backend.scope()) {
      float[] alone = network(backend, false, scope).linear1().weight().value().toArray();
      float[] beside = network(backend, true, scope).linear1().weight().value().toArray();
      assertArrayEquals(alone, beside);
    }
  }
}

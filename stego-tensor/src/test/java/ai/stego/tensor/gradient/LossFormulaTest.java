package ai.stego.tensor.gradient;

import static ai.stego.tensor.testing.Close.assertClose;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import ai.stego.tensor.Backend;
import ai.stego.tensor.CorrespondenceForm;
import ai.stego.tensor.Interpolation;
import ai.stego.tensor.Scope;
import ai.stego.tensor.Shape;
import ai.stego.tensor.Tensor;
import ai.stego.tensor.testing.TestBackends;
import java.util.function.BiConsumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Edges of the losses and activations, worked out by hand, on every backend. */
class LossFormulaTest {
  private static void on(String name, BiConsumer<Backend, Scope> example) {
    try (Backend backend = TestBackends.open(name);
        Scope scope = backend.scope()) {
      example.accept(backend, scope);
    }
  }

  private static void is(Tensor actual, float... expected) {
    assertClose(actual.toString(), expected, actual.toArray(), 1e-6, 1e-6);
  }

  @ParameterizedTest
  @MethodSource("ai.stego.tensor.testing.TestBackends#names")
  void crossEntropyOfNoValidLabelIsZero(String name) {
    on(
        name,
        (backend, scope) -> {
          Tensor logits = scope.tensor(Shape.of(2, 2), new float[] {1, Float.NaN, 3, 4});
          Tensor loss = scope.tensor(1);
          Tensor gradient = scope.tensor(2, 2);
          backend.loss().crossEntropy(logits, new int[] {-1, 2}, loss, gradient);
          assertArrayEquals(new float[1], loss.toArray());
          assertArrayEquals(new float[4], gradient.toArray());
        });
  }

  /** Probabilities 1/4 and 3/4. */
  @ParameterizedTest
  @MethodSource("ai.stego.tensor.testing.TestBackends#names")
  void crossEntropyIsTheMeanOverValidLabels(String name) {
    on(
        name,
        (backend, scope) -> {
          float log3 = (float) Math.log(3);
          float[] rows = {0, log3, 0, log3, 1000, 1000 + log3};
          Tensor logits = scope.tensor(Shape.of(3, 2), rows);
          Tensor loss = scope.tensor(1);
          backend.loss().crossEntropy(logits, new int[] {0, 255, 1}, loss, logits);
          assertClose(
              name, new float[] {(float) (Math.log(16 / 3.0) / 2)}, loss.toArray(), 3e-5, 0);
          assertClose(
              name,
              new float[] {-0.375f, 0.375f, 0, 0, 0.125f, -0.125f},
              logits.toArray(),
              3e-5,
              0);
        });
  }

  @ParameterizedTest
  @MethodSource("ai.stego.tensor.testing.TestBackends#names")
  void ofEqualCosinesTheFirstCentroidIsMoved(String name) {
    on(
        name,
        (backend, scope) -> {
          Tensor codes = scope.tensor(Shape.of(2, 2), new float[] {1, 1, 0, 0});
          Tensor centroids = scope.tensor(Shape.of(3, 2), new float[] {-1, 0, 2, 0, 0, 2});
          Tensor loss = scope.tensor(1);
          Tensor gradient = scope.tensor(3, 2);
          backend.loss().clusterLoss(codes, centroids, loss, gradient);
          float half = (float) Math.sqrt(0.5);
          is(loss, -half / 2);
          is(gradient, 0, 0, 0, -half / 4, 0, 0);
        });
  }

  /** S is 0, or 0.8 in float32: on the bound the gradient passes, as PyTorch's clamp has it. */
  @ParameterizedTest
  @MethodSource("ai.stego.tensor.testing.TestBackends#names")
  void theClampPassesGradientsOnItsBounds(String name) {
    on(
        name,
        (backend, scope) -> {
          Tensor f = scope.tensor(Shape.of(1, 1, 1), new float[] {1});
          Tensor statistics = scope.tensor(3);
          Tensor sGradient = scope.tensor(1, 1, 2);
          Tensor tGradient = scope.tensor(1, 1, 2);
          CorrespondenceForm form = new CorrespondenceForm(false, true, true, 0.5f);
          for (float edge : new float[] {0, 0.8f}) {
            Tensor s = scope.tensor(Shape.of(1, 1, 2), new float[] {1, 0});
            Tensor t = scope.tensor(Shape.of(1, 1, 2), new float[] {edge, 1});
            backend.loss().correspondence(f, f, s, t, form, statistics, sGradient, tGradient);
            is(statistics, -0.5f * edge, edge, 1);
            is(sGradient, -0.5f * edge, -0.5f);
            is(tGradient, -0.5f, 0);
          }
        });
  }

  @ParameterizedTest
  @MethodSource("ai.stego.tensor.testing.TestBackends#names")
  void outsideTheClampThereIsNoGradient(String name) {
    on(
        name,
        (backend, scope) -> {
          Tensor f = scope.tensor(Shape.of(1, 1, 1), new float[] {1});
          Tensor s = scope.tensor(Shape.of(1, 1, 1), new float[] {1});
          Tensor statistics = scope.tensor(3);
          Tensor sGradient = scope.tensor(1, 1, 1);
          Tensor tGradient = scope.tensor(1, 1, 1);
          CorrespondenceForm form = new CorrespondenceForm(false, true, true, 0.5f);
          for (float beyond : new float[] {-0.1f, 0.9f}) {
            Tensor t = scope.tensor(Shape.of(1, 1, 1), new float[] {beyond});
            backend.loss().correspondence(f, f, s, t, form, statistics, sGradient, tGradient);
            is(statistics, beyond < 0 ? 0 : -0.4f, beyond, 1);
            assertArrayEquals(new float[1], sGradient.toArray());
            assertArrayEquals(new float[1], tGradient.toArray());
          }
        });
  }

  @ParameterizedTest
  @MethodSource("ai.stego.tensor.testing.TestBackends#names")
  void theDerivativeOfReluAtZeroIsZero(String name) {
    on(
        name,
        (backend, scope) -> {
          Tensor x = scope.tensor(Shape.of(4), new float[] {0, -0f, 1e-30f, -1});
          Tensor gradient = scope.tensor(Shape.of(4), new float[] {1, 1, 1, 1});
          backend.activation().reluGradient(x, scope.tensor(4).write(2, 2, 2, 2), gradient);
          is(gradient, 1, 1, 3, 1);
        });
  }

  @ParameterizedTest
  @MethodSource("ai.stego.tensor.testing.TestBackends#names")
  void sumsAndGradientsAreAddedToWhatIsThere(String name) {
    on(
        name,
        (backend, scope) -> {
          Tensor sums = scope.tensor(Shape.of(2), new float[] {10, 20});
          backend
              .matrix()
              .columnSums(scope.tensor(Shape.of(1, 2, 2), new float[] {1, 2, 3, 4}), sums);
          is(sums, 14, 26);
          Tensor map = scope.tensor(Shape.of(1, 1, 2, 1), new float[] {1, 2});
          Tensor large = scope.tensor(Shape.of(1, 1, 4, 1), new float[] {4, 4, 4, 8});
          backend.image().resizeGradient(large, Interpolation.BILINEAR, map);
          is(map, 9, 14);
          Tensor place = scope.tensor(Shape.of(1, 1, 1, 2), new float[] {-0.5f, 0});
          Tensor maps = scope.tensor(Shape.of(2, 1, 2, 1), new float[] {1, 2, 3, 4});
          Tensor from = scope.tensor(Shape.of(1, 1, 1, 1), new float[] {8});
          backend.image().sampleGradient(from, new int[] {1}, place, maps);
          is(maps, 1, 2, 9, 6);
        });
  }
}

package ai.stego.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.stego.tensor.Backend;
import ai.stego.tensor.Interpolation;
import ai.stego.tensor.Scope;
import ai.stego.tensor.Shape;
import ai.stego.tensor.ShapeException;
import ai.stego.tensor.testing.Close;
import ai.stego.tensor.testing.TestBackends;
import ai.stego.tensor.testing.Values;
import java.util.Arrays;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Image by image gives what the whole batch at once gives. */
class ResizedCrossEntropyTest {
  private static final String BACKENDS = "ai.stego.tensor.testing.TestBackends#names";
  private static final int PIXELS = 7 * 9;

  private static float[][] lossAndGradient(Backend backend, Function<Var, Var> loss) {
    try (Scope scope = backend.scope();
        Tape tape = new Tape(backend)) {
      Values values = new Values("maps");
      Parameter maps =
          Parameter.of(
              "maps", Shape.of(3, 2, 4, 5), values.tensor(scope, 3, 2, 4, 5).toArray(), scope);
      maps.gradient().write(new float[3 * 2 * 4 * 5]);
      // Twice the loss, so that its gradient must be passed on.
      Var total = MatrixFunctions.scale(2, loss.apply(tape.parameter(maps)));
      tape.backward(total);
      return new float[][] {total.value().toArray(), maps.gradient().toArray()};
    }
  }

  private static void requireSame(String name, int[] labels) {
    try (Backend backend = TestBackends.open(name)) {
      float[][] expected =
          lossAndGradient(
              backend,
              maps ->
                  LossFunctions.crossEntropy(
                      MapFunctions.resize(maps, Interpolation.BILINEAR, 7, 9), labels));
      float[][] actual =
          lossAndGradient(backend, maps -> LossFunctions.resizedCrossEntropy(maps, 7, 9, labels));
      Close.assertClose("loss", expected[0], actual[0], 1e-6, 1e-6);
      Close.assertClose("gradient", expected[1], actual[1], 1e-6, 1e-5);
    }
  }

  @ParameterizedTest
  @MethodSource(BACKENDS)
  void everyPixelHasALabel(String name) {
    requireSame(name, new Values("labels").indices(3 * PIXELS, 5));
  }

  @ParameterizedTest
  @MethodSource(BACKENDS)
  void imagesCountByTheirLabelledPixels(String name) {
    int[] labels = new Values("labels").indices(3 * PIXELS, 5);
    Arrays.fill(labels, 3, PIXELS, -1);
    Arrays.fill(labels, PIXELS, 2 * PIXELS, 5);
    requireSame(name, labels);
  }

  @ParameterizedTest
  @MethodSource(BACKENDS)
  void withoutLabelsThereIsNoLossAndNoGradient(String name) {
    int[] labels = new int[3 * PIXELS];
    Arrays.fill(labels, 255);
    try (Backend backend = TestBackends.open(name)) {
      float[][] found =
          lossAndGradient(backend, maps -> LossFunctions.resizedCrossEntropy(maps, 7, 9, labels));
      assertEquals(0, found[0][0]);
      assertArrayEquals(new float[3 * 2 * 4 * 5], found[1]);
    }
  }

  @ParameterizedTest
  @MethodSource(BACKENDS)
  void shapesThatDoNotFitAreErrors(String name) {
    try (Backend backend = TestBackends.open(name);
        Tape tape = new Tape(backend)) {
      Var maps = tape.constant(tape.tensor(3, 2, 4, 5));
      Var rows = tape.constant(tape.tensor(3, 5));
      int[] labels = new int[3 * PIXELS];
      assertThrows(
          ShapeException.class, () -> LossFunctions.resizedCrossEntropy(rows, 7, 9, labels));
      assertThrows(
          ShapeException.class, () -> LossFunctions.resizedCrossEntropy(maps, 7, 8, labels));
    }
  }
}

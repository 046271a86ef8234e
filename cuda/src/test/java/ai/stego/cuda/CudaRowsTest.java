package ai.stego.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.stego.tensor.Backend;
import ai.stego.tensor.BackendOptions;
import ai.stego.tensor.Backends;
import ai.stego.tensor.Scope;
import ai.stego.tensor.Shape;
import ai.stego.tensor.Tensor;
import ai.stego.tensor.testing.OpCase;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows of every form that a kernel keeps them in, and the corners of the contract. */
class CudaRowsTest {
  private static Backend scalar;
  private static Backend cuda;

  @BeforeAll
  static void open() {
    scalar = Backends.open("scalar", BackendOptions.DEFAULT);
    cuda = new CudaBackend(new EmulatedDriver(), BackendOptions.DEFAULT);
  }

  @AfterAll
  static void close() {
    scalar.close();
    cuda.close();
  }

  private static void agree(String name, OpCase.Body body) {
    new OpCase(name, 2e-5, 2e-5, body).check(scalar, cuda);
  }

  @ParameterizedTest
  @ValueSource(ints = {32, 33, 128, 130, 384, 385, 768, 801})
  void rowsOfAnyWidthAgreeWithTheReference(int width) {
    String shape = " 9 x " + width;
    agree(
        "normalize" + shape,
        (backend, scope, values) -> {
          Tensor x = values.tensor(scope, 9, width);
          backend.row().normalize(x, x);
          return x.toArray();
        });
    agree(
        "normalizeGradient" + shape,
        (backend, scope, values) -> {
          Tensor gradient = values.tensor(scope, 9, width);
          Tensor x = values.tensor(scope, 9, width);
          backend.row().normalizeGradient(x, values.tensor(scope, 9, width), gradient);
          return gradient.toArray();
        });
    agree(
        "softmax" + shape,
        (backend, scope, values) -> {
          Tensor x = values.tensor(scope, 9, width);
          backend.row().softmax(x, 2, x);
          return x.toArray();
        });
    agree(
        "logSoftmax" + shape,
        (backend, scope, values) -> {
          Tensor out = values.blank(scope, 9, width);
          backend.row().logSoftmax(values.tensor(scope, 9, width), 2, out);
          return out.toArray();
        });
    agree(
        "layerNorm" + shape,
        (backend, scope, values) -> {
          Tensor x = values.tensor(scope, 9, width);
          Tensor gamma = values.tensor(scope, width);
          backend.transformer().layerNorm(x, gamma, values.tensor(scope, width), 1e-6f, x);
          return x.toArray();
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {7, 70, 801})
  void argMaxTakesTheFirstNanThenTheFirstOfTheLargest(int width) {
    float[] values = new float[4 * width];
    values[3] = 2;
    values[width - 1] = 2;
    values[width + 5] = Float.NaN;
    values[width + 6] = Float.NaN;
    values[width] = Float.POSITIVE_INFINITY;
    Arrays.fill(values, 2 * width, 3 * width, Float.NEGATIVE_INFINITY);
    values[4 * width - 1] = 1;
    int[] labels = new int[4];
    try (Scope scope = cuda.scope()) {
      cuda.row().argMax(scope.tensor(Shape.of(4, width), values), labels);
    }
    assertArrayEquals(new int[] {3, 5, 0, width - 1}, labels);
  }

  @Test
  void nanSpoilsItsOwnRowOnly() {
    float[] values = new float[3 * 40];
    values[41] = Float.NaN;
    try (Scope scope = cuda.scope()) {
      Tensor x = scope.tensor(Shape.of(3, 40), values);
      Tensor out = scope.tensor(3, 40);
      cuda.row().softmax(x, 1, out);
      assertRowsOfNan(out.toArray());
      cuda.row().logSoftmax(x, 1, out);
      assertRowsOfNan(out.toArray());
      cuda.row().normalize(x, out);
      assertRowsOfNan(out.toArray());
    }
  }

  private static void assertRowsOfNan(float[] out) {
    for (int i = 0; i < out.length; i++) {
      assertEquals(i / 40 == 1, Float.isNaN(out[i]), "value " + i);
    }
  }

  @Test
  void normsBeyondFloatSquaresAndBelowTheSmallestAreWhatTheContractSays() {
    try (Scope scope = cuda.scope()) {
      Tensor x = scope.tensor(Shape.of(2, 2), new float[] {3e25f, 4e25f, 3e-14f, 4e-14f});
      Tensor out = scope.tensor(2, 2);
      cuda.row().normalize(x, out);
      float[] unit = out.toArray();
      assertArrayEquals(new float[] {0.6f, 0.8f, 0.03f, 0.04f}, unit, 1e-6f);
      Tensor gradient = scope.tensor(Shape.of(2, 2), new float[4]);
      cuda.row()
          .normalizeGradient(
              x, scope.tensor(Shape.of(2, 2), new float[] {1, 0, 1e-12f, 2e-12f}), gradient);
      float[] slopes = gradient.toArray();
      assertTrue(slopes[0] > 0 && slopes[0] < 1e-25f, "large: " + slopes[0]);
      assertArrayEquals(new float[] {1, 2}, new float[] {slopes[2], slopes[3]}, 1e-6f);
    }
  }
}

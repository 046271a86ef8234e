package ai.stego.tensor.gradient;

import static ai.stego.tensor.testing.FiniteDifferences.doubles;
import static ai.stego.tensor.testing.FiniteDifferences.weighted;

import ai.stego.tensor.Backend;
import ai.stego.tensor.Epilogue;
import ai.stego.tensor.Scope;
import ai.stego.tensor.Shape;
import ai.stego.tensor.Tensor;
import ai.stego.tensor.testing.Close;
import ai.stego.tensor.testing.FiniteDifferences;
import ai.stego.tensor.testing.TestBackends;
import ai.stego.tensor.testing.Values;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Gradients of activations, channel factors and unit rows against finite differences. */
class ElementGradientTest {
  private static final int[][] SHAPES = {{1, 1}, {7, 1}, {1, 9}, {3, 27}, {5, 70}};

  /** Runs a gradient operation: x, the gradient of the results, what is added to. */
  private interface Operation {
    void run(Backend backend, Tensor x, Tensor outGradient, Tensor xGradient);
  }

  /** The formula of the results in double, rows of {@code width} values. */
  private interface Formula {
    double[] of(double[] x, int width);
  }

  private static void check(String name, Operation operation, Formula formula, int[]... shapes) {
    try (Backend backend = TestBackends.open(name);
        Scope scope = backend.scope()) {
      for (int[] shape : shapes.length == 0 ? SHAPES : shapes) {
        Values values = new Values("gradient " + shape[0] + " x " + shape[1]);
        float[] x = values.array(shape[0] * shape[1]);
        float[] weights = values.array(x.length);
        Tensor gradient = scope.tensor(Shape.of(shape), new float[x.length]);
        operation.run(
            backend,
            scope.tensor(Shape.of(shape), x),
            scope.tensor(Shape.of(shape), weights),
            gradient);
        FiniteDifferences.check(
            name + ": " + shape[0] + " x " + shape[1],
            y -> weighted(weights, formula.of(y, shape[1])),
            x,
            gradient.toArray());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("ai.stego.tensor.testing.TestBackends#names")
  void ofRelu(String name) {
    check(
        name,
        (backend, x, from, to) -> backend.activation().reluGradient(x, from, to),
        (x, width) -> {
          double[] y = x.clone();
          for (int i = 0; i < y.length; i++) {
            y[i] = x[i] > 0 ? x[i] : 0;
          }
          return y;
        });
  }

  @ParameterizedTest
  @MethodSource("ai.stego.tensor.testing.TestBackends#names")
  void ofGelu(String name) {
    check(
        name,
        (backend, x, from, to) -> backend.activation().geluGradient(x, from, to),
        (x, width) -> {
          double[] y = x.clone();
          for (int i = 0; i < y.length; i++) {
            y[i] = x[i] * normalDistribution(x[i]);
          }
          return y;
        });
  }

  /** Φ by its series, 1/2 + φ(x)·(x + x³/3 + x⁵/15 + …). */
  private static double normalDistribution(double x) {
    double term = x;
    double sum = x;
    for (int i = 1; i < 100; i++) {
      term *= x * x / (2 * i + 1);
      sum += term;
    }
    return 0.5 + sum * Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
  }

  @ParameterizedTest
  @MethodSource("ai.stego.tensor.testing.TestBackends#names")
  void ofUnitRows(String name) {
    check(
        name,
        (backend, x, from, to) -> backend.row().normalizeGradient(x, from, to),
        (x, width) -> {
          double[] y = x.clone();
          for (int row = 0; row < x.length; row += width) {
            double squares = 0;
            for (int i = row; i < row + width; i++) {
              squares += x[i] * x[i];
            }
            for (int i = row; i < row + width; i++) {
              y[i] = x[i] / Math.sqrt(squares);
            }
          }
          return y;
        },
        new int[] {1, 2},
        new int[] {7, 3},
        new int[] {9, 27},
        new int[] {5, 70});
  }

  @ParameterizedTest
  @MethodSource("ai.stego.tensor.testing.TestBackends#names")
  void aRowOfOneValueIsAlwaysOfUnitLength(String name) {
    try (Backend backend = TestBackends.open(name);
        Scope scope = backend.scope()) {
      Tensor x = scope.tensor(Shape.of(3, 1), new float[] {2, -0.5f, 1e-3f});
      Tensor gradient = scope.tensor(Shape.of(3, 1), new float[] {5, 6, 7});
      backend.row().normalizeGradient(x, scope.tensor(3, 1).write(1, 1, 1e-3f), gradient);
      Close.assertClose(name, new float[] {5, 6, 7}, gradient.toArray(), 1e-6, 0);
    }
  }

  @ParameterizedTest
  @MethodSource("ai.stego.tensor.testing.TestBackends#names")
  void aZeroRowIsDividedByAConstant(String name) {
    try (Backend backend = TestBackends.open(name);
        Scope scope = backend.scope()) {
      Tensor x = scope.tensor(Shape.of(1, 3), new float[] {0, 3e-13f, 0});
      Tensor gradient = scope.tensor(Shape.of(1, 3), new float[3]);
      backend.row().normalizeGradient(x, scope.tensor(1, 3).write(1, -2, 0), gradient);
      Close.assertClose(
          name, new float[] {(float) 1e12, (float) -2e12, 0}, gradient.toArray(), 0, 1e-6);
    }
  }

  @ParameterizedTest
  @MethodSource("ai.stego.tensor.testing.TestBackends#names")
  void ofChannelFactors(String name) {
    int[] shape = {3, 5, 7};
    Values values = new Values("channel factors");
    float[] factors = values.array(3 * 7);
    float[] x = values.array(3 * 5 * 7);
    float[] weights = values.array(x.length);
    try (Backend backend = TestBackends.open(name);
        Scope scope = backend.scope()) {
      Tensor gradient = scope.tensor(Shape.of(shape), new float[x.length]);
      backend
          .activation()
          .scaleChannels(
              scope.tensor(Shape.of(shape), weights),
              scope.tensor(Shape.of(3, 7), factors),
              Epilogue.ACCUMULATE,
              gradient);
      FiniteDifferences.check(
          name,
          y -> {
            double[] out = y.clone();
            for (int i = 0; i < y.length; i++) {
              out[i] *= factors[i / 35 * 7 + i % 7];
            }
            return weighted(weights, out);
          },
          x,
          gradient.toArray());
    }
  }

  /** d(x·W)/dx and /dW by the two products that training takes. */
  @ParameterizedTest
  @MethodSource("ai.stego.tensor.testing.TestBackends#names")
  void ofAProductByTwoProducts(String name) {
    int m = 9;
    int k = 7;
    int n = 27;
    Values values = new Values("product");
    float[] a = values.array(m * k);
    float[] b = values.array(k * n);
    float[] weights = values.array(m * n);
    try (Backend backend = TestBackends.open(name);
        Scope scope = backend.scope()) {
      Tensor from = scope.tensor(Shape.of(m, n), weights);
      Tensor left = scope.tensor(m, k);
      Tensor right = scope.tensor(k, n);
      Tensor first = scope.tensor(Shape.of(m, k), a);
      Tensor second = scope.tensor(Shape.of(k, n), b);
      backend.matrix().product(from, false, second, true, Epilogue.NONE, left);
      backend.matrix().product(first, true, from, false, Epilogue.NONE, right);
      FiniteDifferences.check(
          "left", x -> weighted(weights, product(x, doubles(b), k, n)), a, left.toArray());
      FiniteDifferences.check(
          "right", x -> weighted(weights, product(doubles(a), x, k, n)), b, right.toArray());
      Tensor out = scope.tensor(m, n);
      backend.matrix().product(first, false, second, false, Epilogue.NONE, out);
      double[] expected = product(doubles(a), doubles(b), k, n);
      for (int i = 0; i < expected.length; i++) {
        float[] one = {out.toArray()[i]};
        Close.assertClose("out", new float[] {(float) expected[i]}, one, 1e-5, 1e-5);
      }
    }
  }

  private static double[] product(double[] a, double[] b, int k, int n) {
    double[] out = new double[a.length / k * n];
    for (int i = 0; i < out.length; i++) {
      for (int c = 0; c < k; c++) {
        out[i] += a[i / n * k + c] * b[c * n + i % n];
      }
    }
    return out;
  }
}

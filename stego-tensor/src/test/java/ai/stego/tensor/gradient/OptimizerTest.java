package ai.stego.tensor.gradient;

import static ai.stego.tensor.testing.Close.assertClose;
import static ai.stego.tensor.testing.FiniteDifferences.doubles;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.stego.tensor.AdamStep;
import ai.stego.tensor.Backend;
import ai.stego.tensor.InputException;
import ai.stego.tensor.Scope;
import ai.stego.tensor.SgdStep;
import ai.stego.tensor.Shape;
import ai.stego.tensor.Tensor;
import ai.stego.tensor.testing.TestBackends;
import ai.stego.tensor.testing.Values;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Steps of optimisers against PyTorch's documented algorithms, written down in double. */
class OptimizerTest {
  private static final int COUNT = 27;
  private static final int STEPS = 5;

  /** Takes one step in double: the parameter, its gradient, the number of the step. */
  private interface Reference {
    void step(double[] parameter, double[] gradient, int n);
  }

  /** Takes one step on a backend. */
  private interface Operation {
    void step(Backend backend, Tensor parameter, Tensor gradient, int n);
  }

  private static void compare(String name, Reference reference, Operation operation) {
    Values values = new Values("optimizer");
    float[] start = values.array(COUNT);
    double[] expected = doubles(start);
    try (Backend backend = TestBackends.open(name);
        Scope scope = backend.scope()) {
      Tensor parameter = scope.tensor(Shape.of(COUNT), start);
      for (int n = 1; n <= STEPS; n++) {
        float[] gradient = values.array(COUNT);
        reference.step(expected, doubles(gradient), n);
        operation.step(backend, parameter, scope.tensor(Shape.of(COUNT), gradient), n);
      }
      float[] rounded = new float[COUNT];
      for (int i = 0; i < COUNT; i++) {
        rounded[i] = (float) expected[i];
      }
      assertClose(name, rounded, parameter.toArray(), 1e-6, 1e-6);
    }
  }

  private static void adam(String name, double decay) {
    double[] m = new double[COUNT];
    double[] v = new double[COUNT];
    Scope[] holder = new Scope[1];
    Tensor[] state = new Tensor[2];
    compare(
        name,
        (p, g, n) -> {
          for (int i = 0; i < COUNT; i++) {
            double slope = g[i] + decay * p[i];
            m[i] = 0.9 * m[i] + 0.1 * slope;
            v[i] = 0.999 * v[i] + 0.001 * slope * slope;
            double mean = m[i] / (1 - Math.pow(0.9, n));
            double square = v[i] / (1 - Math.pow(0.999, n));
            p[i] -= 5e-3 * mean / (Math.sqrt(square) + 1e-8);
          }
        },
        (backend, p, g, n) -> {
          if (n == 1) {
            holder[0] = backend.scope();
            state[0] = holder[0].tensor(Shape.of(COUNT), new float[COUNT]);
            state[1] = holder[0].tensor(Shape.of(COUNT), new float[COUNT]);
          }
          AdamStep step = new AdamStep(5e-3, 0.9, 0.999, 1e-8, decay, n);
          backend.optimizer().adam(p, g, state[0], state[1], step);
        });
    holder[0].close();
  }

  @ParameterizedTest
  @MethodSource("ai.stego.tensor.testing.TestBackends#names")
  void adamWithAndWithoutDecay(String name) {
    adam(name, 0);
    adam(name, 0.1);
  }

  private static void sgd(String name, double momentum, double decay, boolean nesterov) {
    double[] v = new double[COUNT];
    Scope[] holder = new Scope[1];
    Tensor[] velocity = new Tensor[1];
    compare(
        name,
        (p, g, n) -> {
          for (int i = 0; i < COUNT; i++) {
            double slope = g[i] + decay * p[i];
            v[i] = n == 1 ? slope : momentum * v[i] + slope;
            p[i] -= 0.1 * (nesterov ? slope + momentum * v[i] : momentum == 0 ? slope : v[i]);
          }
        },
        (backend, p, g, n) -> {
          if (n == 1 && momentum != 0) {
            holder[0] = backend.scope();
            velocity[0] = holder[0].tensor(COUNT);
          }
          SgdStep step = new SgdStep(0.1, momentum, decay, nesterov, n);
          backend.optimizer().sgd(p, g, velocity[0], step);
        });
    if (holder[0] != null) {
      holder[0].close();
    }
  }

  @ParameterizedTest
  @MethodSource("ai.stego.tensor.testing.TestBackends#names")
  void gradientDescentPlainWithMomentumAndByNesterov(String name) {
    sgd(name, 0, 0, false);
    sgd(name, 0, 0.1, false);
    sgd(name, 0.9, 0, false);
    sgd(name, 0.9, 0.1, true);
  }

  @Test
  void settingsOutOfRangeEndInOneLine() {
    InputException step =
        assertThrows(InputException.class, () -> new AdamStep(1, 0.9, 0.999, 1e-8, 0, 0));
    assertEquals("adam: step: expected 1 or more, got 0", step.getMessage());
    InputException share =
        assertThrows(InputException.class, () -> new AdamStep(1, 0.9, 1, 1e-8, 0, 1));
    assertEquals("adam: beta2: expected 0 <= share < 1, got 1.0", share.getMessage());
    assertThrows(InputException.class, () -> new AdamStep(Double.NaN, 0.9, 0.9, 0, 0, 1));
    assertThrows(InputException.class, () -> new AdamStep(1, 0.9, 0.9, -1, 0, 1));
    assertThrows(InputException.class, () -> new SgdStep(-1, 0, 0, false, 1));
    assertThrows(InputException.class, () -> new SgdStep(1, 0, 0, true, 1));
  }
}

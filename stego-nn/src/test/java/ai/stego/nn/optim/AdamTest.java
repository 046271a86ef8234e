package ai.stego.nn.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.stego.nn.Parameter;
import ai.stego.nn.Parameters;
import ai.stego.tensor.Backend;
import ai.stego.tensor.InputException;
import ai.stego.tensor.Scope;
import ai.stego.tensor.Shape;
import ai.stego.tensor.testing.Close;
import ai.stego.tensor.testing.TestBackends;
import ai.stego.tensor.testing.Values;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Adam against its algorithm in double. */
class AdamTest {
  private static final String BACKENDS = "ai.stego.tensor.testing.TestBackends#names";

  @ParameterizedTest
  @MethodSource(BACKENDS)
  void stepsAreThoseOfTheAlgorithm(String name) {
    for (int size : new int[] {1, 7, 197}) {
      follow(name, size, Adam.Settings.DEFAULT);
      follow(name, size, new Adam.Settings(5e-3, 0.8, 0.99, 1e-4, 0.1));
    }
  }

  private static void follow(String name, int size, Adam.Settings settings) {
    Values values = new Values("adam");
    try (Backend backend = TestBackends.open(name);
        Scope scope = backend.scope()) {
      Parameter p = Parameter.of("p", Shape.of(size), values.array(size), scope);
      Adam adam = new Adam(new Parameters(backend, List.of(p)), settings, scope);
      double[][] expected = new double[3][size];
      for (int i = 0; i < size; i++) {
        expected[0][i] = p.value().toArray()[i];
      }
      for (int step = 1; step <= 12; step++) {
        p.gradient().write(values.array(size));
        inDouble(expected, p.gradient().toArray(), settings, step);
        adam.step();
        float[] rounded = new float[size];
        for (int i = 0; i < size; i++) {
          rounded[i] = (float) expected[0][i];
        }
        Close.assertClose("step " + step, rounded, p.value().toArray(), 2e-6, 1e-6);
        assertEquals(step, adam.steps());
      }
    }
  }

  /** Algorithm 1 of Kingma and Ba on {value, mean, square}. */
  private static void inDouble(double[][] state, float[] gradient, Adam.Settings s, int step) {
    for (int i = 0; i < gradient.length; i++) {
      double g = gradient[i] + s.weightDecay() * state[0][i];
      state[1][i] = s.beta1() * state[1][i] + (1 - s.beta1()) * g;
      state[2][i] = s.beta2() * state[2][i] + (1 - s.beta2()) * g * g;
      double mean = state[1][i] / (1 - Math.pow(s.beta1(), step));
      double square = state[2][i] / (1 - Math.pow(s.beta2(), step));
      state[0][i] -= s.rate() * mean / (Math.sqrt(square) + s.epsilon());
    }
  }

  @ParameterizedTest
  @MethodSource(BACKENDS)
  void theFirstStepIsTheRateWhateverTheGradientsSize(String name) {
    try (Backend backend = TestBackends.open(name);
        Scope scope = backend.scope()) {
      Parameter p = Parameter.of("p", Shape.of(3), new float[] {1, 1, 1}, scope);
      p.gradient().write(1e-3f, -50, 1e6f);
      new Adam(new Parameters(backend, List.of(p)), Adam.Settings.DEFAULT.withRate(0.25), scope)
          .step();
      Close.assertClose("p", new float[] {0.75f, 1.25f, 0.75f}, p.value().toArray(), 1e-5, 0);
      assertArrayEquals(new float[] {1e-3f, -50, 1e6f}, p.gradient().toArray());
    }
  }

  @ParameterizedTest
  @MethodSource(BACKENDS)
  void aGradientThatIsNotANumberShows(String name) {
    try (Backend backend = TestBackends.open(name);
        Scope scope = backend.scope()) {
      Parameter p = Parameter.of("p", Shape.of(9), new float[9], scope);
      p.gradient().range(8, 9).write(Float.NaN);
      new Adam(new Parameters(backend, List.of(p)), Adam.Settings.DEFAULT, scope).step();
      assertEquals(0, p.value().toArray()[0]);
      assertTrue(Float.isNaN(p.value().toArray()[8]));
    }
  }

  @Test
  void settingsOutOfRangeAreRefused() {
    assertThrows(InputException.class, () -> Adam.Settings.DEFAULT.withRate(-1));
    assertThrows(InputException.class, () -> Adam.Settings.DEFAULT.withRate(Double.NaN));
    assertThrows(InputException.class, () -> new Adam.Settings(1, 1, 0.9, 1e-8, 0));
    assertThrows(InputException.class, () -> new Adam.Settings(1, 0.9, -0.1, 1e-8, 0));
    assertThrows(InputException.class, () -> new Adam.Settings(1, 0.9, 0.9, -1, 0));
    assertThrows(InputException.class, () -> new Adam.Settings(1, 0.9, 0.9, 0, -1));
  }
}

package ai.stego.nn.optim;

import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.stego.nn.Parameter;
import ai.stego.nn.Parameters;
import ai.stego.tensor.Backend;
import ai.stego.tensor.InputException;
import ai.stego.tensor.Scope;
import ai.stego.tensor.Shape;
import ai.stego.tensor.testing.Close;
import ai.stego.tensor.testing.TestBackends;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Gradient descent against steps worked out by hand: p = 1, then gradients 2, 2, -4. */
class SgdTest {
  private static final String BACKENDS = "ai.stego.tensor.testing.TestBackends#names";

  @ParameterizedTest
  @MethodSource(BACKENDS)
  void plainStepsGoAgainstTheGradient(String name) {
    assertSteps(name, Sgd.Settings.of(0.1), 0.8f, 0.6f, 1.0f);
  }

  @ParameterizedTest
  @MethodSource(BACKENDS)
  void momentumKeepsGoing(String name) {
    // Velocities 2, 3, -2.5.
    assertSteps(name, new Sgd.Settings(0.1, 0.5, 0, false), 0.8f, 0.5f, 0.75f);
  }

  @ParameterizedTest
  @MethodSource(BACKENDS)
  void nesterovLooksAhead(String name) {
    // Velocities 2, 3, -2.5; steps of 2 + 1, 2 + 1.5, -4 - 1.25.
    assertSteps(name, new Sgd.Settings(0.1, 0.5, 0, true), 0.7f, 0.35f, 0.875f);
  }

  @ParameterizedTest
  @MethodSource(BACKENDS)
  void weightDecayPullsToZero(String name) {
    // Gradients 2 + 0.5, 2 + 0.375, -4 + 0.25625.
    assertSteps(name, new Sgd.Settings(0.1, 0, 0.5, false), 0.75f, 0.5125f, 0.886875f);
  }

  private static void assertSteps(String name, Sgd.Settings settings, float... expected) {
    try (Backend backend = TestBackends.open(name);
        Scope scope = backend.scope()) {
      Parameter p = Parameter.of("p", Shape.of(1), new float[] {1}, scope);
      Sgd sgd = new Sgd(new Parameters(backend, List.of(p)), settings, scope);
      float[] gradients = {2, 2, -4};
      for (int step = 0; step < expected.length; step++) {
        p.gradient().write(gradients[step]);
        sgd.step();
        Close.assertClose(
            "step " + step, new float[] {expected[step]}, p.value().toArray(), 1e-6, 0);
      }
    }
  }

  @Test
  void settingsOutOfRangeAreRefused() {
    assertThrows(InputException.class, () -> Sgd.Settings.of(-1));
    assertThrows(InputException.class, () -> new Sgd.Settings(1, -0.5, 0, false));
    assertThrows(InputException.class, () -> new Sgd.Settings(1, 0, 0, true));
  }
}

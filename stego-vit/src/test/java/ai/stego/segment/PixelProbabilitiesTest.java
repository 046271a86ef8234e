package ai.stego.segment;

import static ai.stego.tensor.testing.Close.assertClose;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.stego.image.Size;
import ai.stego.tensor.Backend;
import ai.stego.tensor.InputException;
import ai.stego.tensor.Interpolation;
import ai.stego.tensor.Scope;
import ai.stego.tensor.Tensor;
import ai.stego.tensor.testing.TestBackends;
import ai.stego.tensor.testing.Values;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PixelProbabilitiesTest {
  private static final int WIDTH = 7;

  @ParameterizedTest
  @MethodSource("ai.stego.tensor.testing.TestBackends#names")
  void bandsGiveWhatTheWholeMapWould(String name) {
    for (int patch : new int[] {1, 8, 14}) {
      for (int rows : new int[] {1, 7, 8, 9, 16, 17, 27}) {
        compare(name, patch, rows);
      }
    }
  }

  private static void compare(String name, int patch, int rows) {
    try (Backend backend = TestBackends.open(name);
        Scope scope = backend.scope()) {
      Values values = new Values(name + patch + rows);
      ClusterProbe probe = new ClusterProbe(backend, values.tensor(scope, 5, WIDTH), 2);
      Tensor codes = values.tensor(scope, 1, rows, 3, WIDTH);
      Size size = new Size(Math.max(1, rows * patch - patch / 3), 3 * patch);

      Tensor whole = scope.tensor(1, size.height(), size.width(), WIDTH);
      backend.image().resize(codes, Interpolation.BILINEAR, patch, patch, whole);
      float[] expected = probe.logProbabilities(whole.reshape(-1, WIDTH), scope).toArray();
      float[] actual = new PixelProbabilities(backend, probe, patch).logProbabilities(codes, size);
      assertClose("patch " + patch + ", " + rows + " rows", expected, actual, 1e-5, 1e-5);
    }
  }

  @ParameterizedTest
  @MethodSource("ai.stego.tensor.testing.TestBackends#names")
  void morePixelsThanAnArrayHoldsAreAnError(String name) {
    try (Backend backend = TestBackends.open(name);
        Scope scope = backend.scope()) {
      ClusterProbe probe = new ClusterProbe(backend, scope.tensor(200, WIDTH), 2);
      Tensor codes = scope.tensor(1, 512, 512, WIDTH);
      PixelProbabilities pixels = new PixelProbabilities(backend, probe, 8);
      assertThrows(
          InputException.class, () -> pixels.logProbabilities(codes, new Size(4096, 4096)));
    }
  }
}

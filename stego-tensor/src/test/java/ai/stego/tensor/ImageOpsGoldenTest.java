package ai.stego.tensor;

import static ai.stego.tensor.testing.Close.assertClose;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.stego.tensor.io.TensorFile;
import ai.stego.tensor.testing.Golden;
import ai.stego.tensor.testing.Layout;
import ai.stego.tensor.testing.TestBackends;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Resizing and sampling against PyTorch. */
class ImageOpsGoldenTest {
  private static final double ABSOLUTE = 2e-5;
  private static final double RELATIVE = 1e-4;

  @ParameterizedTest
  @MethodSource("ai.stego.tensor.testing.TestBackends#names")
  void resizesAsPyTorchDoes(String name) throws IOException {
    int compared = 0;
    try (TensorFile golden = Golden.open("interpolate.safetensors");
        Backend backend = TestBackends.open(name);
        Scope scope = backend.scope()) {
      for (String key : golden.names()) {
        if (!key.startsWith("in.")) {
          resize(golden, key, backend, scope);
          compared++;
        }
      }
    }
    assertTrue(compared >= 8, "resizes compared: " + compared);
  }

  /** Keys read {@code bicubic.5x7.40x56}; channels-first maps are images of one channel. */
  private static void resize(TensorFile golden, String key, Backend backend, Scope scope) {
    String[] parts = key.split("\\.", -1);
    Shape from = golden.shape("in." + parts[1]);
    Shape to = golden.shape(key);
    Tensor x =
        scope.tensor(
            Shape.of(from.axis(1), from.axis(2), from.axis(3), 1), golden.values("in." + parts[1]));
    Tensor out = scope.tensor(to.axis(1), to.axis(2), to.axis(3), 1);
    Interpolation interpolation =
        parts[0].equals("bicubic") ? Interpolation.BICUBIC : Interpolation.BILINEAR;
    backend.image().resize(x, interpolation, out);
    assertClose(key, golden.values(key), out.toArray(), ABSOLUTE, RELATIVE);
  }

  @ParameterizedTest
  @MethodSource("ai.stego.tensor.testing.TestBackends#names")
  void samplesAsTheReferenceDoes(String name) throws IOException {
    try (TensorFile golden = Golden.open("grid_sample.safetensors");
        Backend backend = TestBackends.open(name);
        Scope scope = backend.scope()) {
      Shape from = golden.shape("input");
      int channels = from.axis(1);
      int pixels = from.axis(2) * from.axis(3);
      Tensor x =
          scope.tensor(
              Shape.of(from.axis(0), from.axis(2), from.axis(3), channels),
              Layout.channelsLast(golden.values("input"), channels, pixels));
      Shape grid = golden.shape("coords");
      Tensor out = scope.tensor(grid.axis(0), grid.axis(1), grid.axis(2), channels);
      backend.image().sample(x, scope.tensor(grid, transposed(golden, grid)), out);
      float[] expected =
          Layout.channelsLast(golden.values("output"), channels, grid.axis(1) * grid.axis(2));
      assertClose("grid_sample", expected, out.toArray(), ABSOLUTE, RELATIVE);
    }
  }

  /** The reference reads result[i,j] at coordinates[j,i]. */
  private static float[] transposed(TensorFile golden, Shape grid) {
    float[] coordinates = golden.values("coords");
    float[] out = new float[coordinates.length];
    int side = grid.axis(1);
    for (int at = 0; at < coordinates.length / 2; at++) {
      int image = at / (side * side);
      int i = at / side % side;
      int j = at % side;
      int from = (image * side + j) * side + i;
      out[2 * at] = coordinates[2 * from];
      out[2 * at + 1] = coordinates[2 * from + 1];
    }
    return out;
  }
}

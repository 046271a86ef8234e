package ai.stego.vit;

import static ai.stego.tensor.testing.Close.assertClose;

import ai.stego.tensor.Backend;
import ai.stego.tensor.Scope;
import ai.stego.tensor.Shape;
import ai.stego.tensor.Tensor;
import ai.stego.tensor.io.TensorFile;
import ai.stego.tensor.testing.Golden;
import ai.stego.tensor.testing.TestBackends;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** DINO's four models at full size, with computed weights, against the reference. */
class FullSizeGoldenTest {
  private static final float[] MEAN = {0.485f, 0.456f, 0.406f};
  private static final float[] DEVIATION = {0.229f, 0.224f, 0.225f};

  static Stream<Arguments> backendsAndModels() {
    return TestBackends.names().stream()
        .flatMap(
            backend ->
                Stream.of(
                    Arguments.of(backend, "vits8", VitConfig.small(8), 224, 1),
                    Arguments.of(backend, "vits8", VitConfig.small(8), 320, 4),
                    Arguments.of(backend, "vits16", VitConfig.small(16), 224, 1),
                    Arguments.of(backend, "vitb16", VitConfig.base(16), 224, 1)));
  }

  @ParameterizedTest
  @MethodSource("backendsAndModels")
  void tokensAgree(String name, String model, VitConfig config, int size, int everyToken)
      throws IOException {
    try (TensorFile golden = Golden.open(model + "." + size + ".safetensors");
        Backend backend = TestBackends.open(name);
        Scope scope = backend.scope()) {
      UntrainedWeights weights = UntrainedWeights.of(config, model + ":");
      VisionTransformer vit = VisionTransformer.load(backend, config, weights, scope);
      Tensor tokens = vit.forward(normalized(golden, size, scope), scope);
      assertClose(
          model + " at " + size,
          golden.values("norm"),
          every(tokens.toArray(), everyToken, config.width()),
          5e-4,
          1e-3);
    }
  }

  private static Tensor normalized(TensorFile golden, int size, Scope scope) {
    float[] rgb = golden.values("rgb");
    float[] planes = new float[3 * size * size];
    for (int i = 0; i < size * size; i++) {
      for (int c = 0; c < 3; c++) {
        planes[c * size * size + i] = (rgb[3 * i + c] / 255 - MEAN[c]) / DEVIATION[c];
      }
    }
    return scope.tensor(Shape.of(1, 3, size, size), planes);
  }

  private static float[] every(float[] tokens, int step, int width) {
    int rows = (tokens.length / width - 1) / step + 1;
    float[] kept = new float[rows * width];
    for (int row = 0; row < rows; row++) {
      System.arraycopy(tokens, row * step * width, kept, row * width, width);
    }
    return kept;
  }
}

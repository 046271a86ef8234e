package ai.stego.vit;

import static ai.stego.tensor.testing.Close.assertClose;

import ai.stego.tensor.Backend;
import ai.stego.tensor.Scope;
import ai.stego.tensor.Tensor;
import ai.stego.tensor.io.TensorFile;
import ai.stego.tensor.testing.Golden;
import ai.stego.tensor.testing.TestBackends;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The forward pass against the reference implementation, two blocks deep, at every size. */
class VisionTransformerGoldenTest {
  private static final VitConfig NANO = new VitConfig(8, 48, 2, 3, 192, 8, 8, 3, 1e-6f);
  private static final double ABSOLUTE = 2e-5;
  private static final double RELATIVE = 1e-4;

  static Stream<Arguments> backendsAndSizes() {
    return TestBackends.names().stream()
        .flatMap(
            backend ->
                Stream.of("64x64", "96x64", "40x88", "64x72", "8x8")
                    .map(size -> Arguments.of(backend, size)));
  }

  @ParameterizedTest
  @MethodSource("backendsAndSizes")
  void everyStageAgrees(String name, String size) throws IOException {
    try (TensorFile weights = Golden.open("vit_nano.weights.safetensors");
        TensorFile golden = Golden.open("vit_nano." + size + ".safetensors");
        Backend backend = TestBackends.open(name);
        Scope scope = backend.scope()) {
      VisionTransformer vit = VisionTransformer.load(backend, NANO, weights, scope);
      Tensor images = scope.tensor(golden.shape("input"), golden.values("input"));

      same(golden, "norm", vit.forward(images, scope));
      List<Tensor> blocks = vit.lastBlocks(images, 2, scope);
      same(golden, "norm", blocks.get(1));
      same(golden, "attn_last", vit.attention(images, 1, tokens(golden), scope));
      assertClose("keys", keys(golden), vit.lastKeys(images, scope).toArray(), ABSOLUTE, RELATIVE);
      assertClose(
          "features",
          withoutCls(golden),
          vit.features(images, scope).features().toArray(),
          ABSOLUTE,
          RELATIVE);
    }
  }

  /** Tokens in the golden attention, all of which ask. */
  private static int tokens(TensorFile golden) {
    return golden.shape("attn_last").axis(2);
  }

  private static void same(TensorFile golden, String name, Tensor actual) {
    assertClose(name, golden.values(name), actual.toArray(), ABSOLUTE, RELATIVE);
  }

  /** From (3,B,A,N,d), the keys as (B,N,A·d). */
  private static float[] keys(TensorFile golden) {
    float[] qkv = golden.values("qkv_last");
    int images = golden.shape("qkv_last").axis(1);
    int heads = golden.shape("qkv_last").axis(2);
    int tokens = golden.shape("qkv_last").axis(3);
    int width = golden.shape("qkv_last").axis(4);
    float[] keys = new float[images * tokens * heads * width];
    for (int b = 0; b < images; b++) {
      for (int a = 0; a < heads; a++) {
        for (int n = 0; n < tokens; n++) {
          int from = (((images + b) * heads + a) * tokens + n) * width;
          System.arraycopy(qkv, from, keys, ((b * tokens + n) * heads + a) * width, width);
        }
      }
    }
    return keys;
  }

  private static float[] withoutCls(TensorFile golden) {
    float[] norm = golden.values("norm");
    int images = golden.shape("norm").axis(0);
    int tokens = golden.shape("norm").axis(1);
    int width = golden.shape("norm").axis(2);
    float[] patches = new float[images * (tokens - 1) * width];
    for (int b = 0; b < images; b++) {
      int count = (tokens - 1) * width;
      System.arraycopy(norm, (b * tokens + 1) * width, patches, b * count, count);
    }
    return patches;
  }
}

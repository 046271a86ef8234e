package ai.stego.vit;

import static ai.stego.tensor.testing.Close.assertClose;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.stego.tensor.InputException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class UntrainedWeightsTest {
  @Test
  void theFirstValuesAreThoseOfTheReference() {
    float[] cls = UntrainedWeights.of(VitConfig.small(8), "vits8:").values("cls_token");
    float[] expected = {-0.03416437f, -0.30023503f, 0.3756644f};
    assertClose("cls_token", expected, Arrays.copyOf(cls, 3), 0, 1e-8);
  }

  @Test
  void softWeightsShrinkTokensAndLayersButNotThePatchProjection() {
    VitConfig config = VitConfig.small(16);
    UntrainedWeights plain = UntrainedWeights.of(config, "a:");
    UntrainedWeights soft = UntrainedWeights.soft(config, "a:");
    shrinks(plain, soft, "cls_token", 0.2f);
    shrinks(plain, soft, "blocks.3.attn.qkv.weight", 0.3f);
    shrinks(plain, soft, "blocks.3.attn.qkv.bias", 1);
    shrinks(plain, soft, "blocks.3.norm1.weight", 1);
    shrinks(plain, soft, "patch_embed.proj.weight", 1);
  }

  @Test
  void anUnknownNameIsAnError() {
    UntrainedWeights weights = UntrainedWeights.of(VitConfig.small(8), "a:");
    assertThrows(InputException.class, () -> weights.values("head.weight"));
  }

  private static void shrinks(
      UntrainedWeights plain, UntrainedWeights soft, String name, float factor) {
    float[] expected = plain.values(name);
    for (int i = 0; i < expected.length; i++) {
      expected[i] *= factor;
    }
    assertClose(name, expected, soft.values(name), 0, 1e-6);
  }
}

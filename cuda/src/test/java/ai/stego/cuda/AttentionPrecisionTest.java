package ai.stego.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import ai.stego.tensor.Backend;
import ai.stego.tensor.BackendOptions;
import ai.stego.tensor.InputException;
import ai.stego.tensor.Precision;
import ai.stego.tensor.Scope;
import ai.stego.tensor.Shape;
import ai.stego.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Attention in each precision against a double reference. */
class AttentionPrecisionTest {
  /** Half a unit in the last place, relative: 2^-bits. */
  private static double rounding(Precision precision) {
    return switch (precision) {
      case FLOAT32 -> 0x1p-24;
      case TF32, FP16 -> 0x1p-11;
      case BF16 -> 0x1p-8;
    };
  }

  private static float[] run(Precision precision, int margin, PackedHeads heads, float[] qkv) {
    BackendOptions options = new BackendOptions(1, precision, 0);
    try (Backend backend = new CudaBackend(TestDevices.open(), options);
        Scope scope = backend.scope()) {
      int width = heads.heads() * heads.width();
      Tensor packed = scope.tensor(margin + qkv.length).range(margin, margin + qkv.length);
      packed.write(qkv);
      int count = heads.images() * heads.tokens() * width;
      Tensor out = scope.tensor(margin + count).range(margin, margin + count);
      backend
          .transformer()
          .attention(
              packed.reshape(Shape.of(heads.images(), heads.tokens(), 3 * width)),
              heads.heads(),
              out.reshape(Shape.of(heads.images(), heads.tokens(), width)));
      return out.toArray();
    }
  }

  /**
   * With u half a unit in the last place: rounding q, k, the weights and v moves each of the N
   * terms of an output by about u of it, at random, and the terms add up to values of size √(e/N)
   * for normal inputs; a single token leaves the rounding of v alone, u/√3 at most in the mean.
   * Bounded by 0.6 u in the mean and 4 u at worst, and from below, or float32 would pass for all of
   * them.
   */
  private static void check(Precision precision, int margin, PackedHeads heads) {
    double[] expected = heads.attention();
    float[] actual = run(precision, margin, heads, PackedHeads.floats(heads.qkv()));
    double squares = 0;
    double worst = 0;
    for (int i = 0; i < expected.length; i++) {
      double error = Math.abs(actual[i] - expected[i]);
      assertTrue(error >= 0, "a number at " + i);
      squares += error * error;
      worst = Math.max(worst, error);
    }
    double mean = Math.sqrt(squares / expected.length);
    double unit = rounding(precision) + 0x1p-22;
    String what = precision + " " + heads.tokens() + " x " + heads.width();
    assertTrue(mean <= 0.6 * unit, what + ": root mean square error " + mean / unit + " roundings");
    assertTrue(worst <= 4 * unit, what + ": worst error " + worst / unit + " roundings");
    if (precision != Precision.FLOAT32 && heads.tokens() > 1) {
      assertTrue(mean >= unit / 40, what + ": more exact than it can be, " + mean / unit);
    }
  }

  @ParameterizedTest(name = "{0}: {1} tokens, heads of {2}, {3} values off a boundary")
  @CsvSource({
    "TF32, 1, 32, 0",
    "TF32, 65, 64, 0",
    "TF32, 197, 96, 0",
    "TF32, 197, 128, 0",
    "TF32, 65, 72, 3",
    "TF32, 130, 30, 0",
    "BF16, 1, 64, 0",
    "BF16, 65, 32, 0",
    "BF16, 197, 64, 0",
    "BF16, 65, 96, 0",
    "BF16, 65, 128, 0",
    "BF16, 70, 7, 3",
    "BF16, 33, 62, 2",
    "FP16, 1, 128, 0",
    "FP16, 65, 96, 0",
    "FP16, 197, 32, 0",
    "FP16, 197, 64, 3",
    "FP16, 65, 128, 0",
    "FLOAT32, 1, 96, 0",
    "FLOAT32, 65, 128, 0",
    "FLOAT32, 197, 64, 0",
    "FLOAT32, 130, 32, 0",
    "FLOAT32, 65, 88, 0",
    "FLOAT32, 65, 63, 1"
  })
  void agreesWithDouble(Precision precision, int tokens, int width, int margin) {
    check(precision, margin, PackedHeads.random("attention" + tokens, 1, tokens, 2, width));
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void agreesWithDoubleOnAWholePhotograph(Precision precision) {
    assumeFalse(
        "checking".equals(System.getProperty("stego.emulation.build")),
        "785 tokens are too slow on the checking build");
    check(precision, 0, PackedHeads.random("whole", 1, 785, 1, 64));
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void nanStaysInTheRowsThatSeeIt(Precision precision) {
    PackedHeads heads = PackedHeads.random("nan", 2, 70, 2, 16);
    float[] qkv = PackedHeads.floats(heads.qkv());
    qkv[heads.at(0, 5, 0, 1) + 3] = Float.NaN;
    qkv[heads.at(1, 66, 2, 0) + 9] = Float.NaN;
    float[] out = run(precision, 0, heads, qkv);
    for (int i = 0; i < out.length; i++) {
      int channel = i % 16;
      int head = i / 16 % 2;
      int token = i / 32 % 70;
      int image = i / 32 / 70;
      boolean query = image == 0 && token == 5 && head == 1;
      boolean value = image == 1 && head == 0 && channel == 9;
      assertEquals(query || value, Float.isNaN(out[i]), "value " + i);
    }
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void aScoreOfMinusInfinityWeighsNothingWhereverItStands(Precision precision) {
    PackedHeads heads = PackedHeads.random("infinite", 1, 140, 1, 8);
    float[] qkv = PackedHeads.floats(heads.qkv());
    for (int n = 0; n < 140; n++) {
      qkv[heads.at(0, n, 0, 0)] = 1;
      qkv[heads.at(0, n, 1, 0)] = n == 139 ? 1 : Float.NEGATIVE_INFINITY;
    }
    float[] out = run(precision, 0, heads, qkv);
    for (int i = 0; i < out.length; i++) {
      double expected = qkv[heads.at(0, 139, 2, 0) + i % 8];
      assertEquals(expected, out[i], Math.abs(expected) * rounding(precision), "value " + i);
    }
  }

  @Test
  void headsWiderThan128AreRefusedInOneLine() {
    PackedHeads heads = PackedHeads.random("wide", 1, 2, 1, 129);
    float[] qkv = PackedHeads.floats(heads.qkv());
    InputException refused =
        assertThrows(InputException.class, () -> run(Precision.BF16, 0, heads, qkv));
    assertEquals("attention: heads of 129 values; on CUDA at most 128", refused.getMessage());
  }
}

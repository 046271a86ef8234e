package ai.stego.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.stego.tensor.Precision;
import ai.stego.tensor.Tensor;
import ai.stego.tensor.extent.AttentionExtents;
import ai.stego.tensor.testing.Close;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The backward kernels of attention against a double reference and finite differences. */
class AttentionGradientTest {
  /** The gradient of Σ outGradient·attention, from the formulas in double. */
  private static double[] reference(PackedHeads heads, double[] outGradient) {
    double[] gradient = new double[heads.qkv().length];
    double[] out = heads.attention();
    for (int row = 0; row < heads.images() * heads.heads() * heads.tokens(); row++) {
      int image = row / heads.tokens() / heads.heads();
      int head = row / heads.tokens() % heads.heads();
      int query = row % heads.tokens();
      addRow(heads, out, outGradient, image, head, query, gradient);
    }
    return gradient;
  }

  private static void addRow(
      PackedHeads h,
      double[] out,
      double[] outGradient,
      int image,
      int head,
      int query,
      double[] gradient) {
    double[] scores = h.scores(image, query, head);
    double logSum = PackedHeads.logSum(scores);
    int above = h.outAt(image, query, head);
    int q = h.at(image, query, 0, head);
    double dot = 0;
    for (int c = 0; c < h.width(); c++) {
      dot += outGradient[above + c] * out[above + c];
    }
    for (int n = 0; n < h.tokens(); n++) {
      double weight = Math.exp(scores[n] - logSum);
      int k = h.at(image, n, 1, head);
      int v = h.at(image, n, 2, head);
      double weightGradient = 0;
      for (int c = 0; c < h.width(); c++) {
        weightGradient += outGradient[above + c] * h.qkv()[v + c];
        gradient[v + c] += weight * outGradient[above + c];
      }
      double slope = weight * (weightGradient - dot) / Math.sqrt(h.width());
      for (int c = 0; c < h.width(); c++) {
        gradient[q + c] += slope * h.qkv()[k + c];
        gradient[k + c] += slope * h.qkv()[q + c];
      }
    }
  }

  /** Runs forward and backward; the gradient is added to ones. */
  private static float[] run(PackedHeads heads, double[] outGradient, int margin) {
    AttentionExtents e =
        new AttentionExtents(
            heads.images(), heads.tokens(), heads.heads(), heads.width(), heads.tokens());
    double[] ones = new double[heads.qkv().length];
    Arrays.fill(ones, 1);
    try (KernelRoom room = new KernelRoom(Precision.FLOAT32)) {
      CudaAttention attention = new CudaAttention(room.context());
      long qkv = room.at(room.put(heads.qkv(), margin));
      long out = room.at(room.room(outGradient.length, margin));
      long logSums = room.at(room.room(heads.images() * heads.heads() * heads.tokens(), margin));
      Tensor gradient = room.put(ones, margin);
      attention.forward(e, qkv, out, logSums);
      long above = room.at(room.put(outGradient, margin));
      attention.gradient(e, qkv, out, logSums, above, room.at(gradient));
      return gradient.toArray();
    }
  }

  @ParameterizedTest(name = "{0} images of {1} tokens, {2} heads of {3}, {4} values off a boundary")
  @CsvSource({
    "1, 1, 1, 1, 0",
    "2, 7, 3, 8, 0",
    "1, 33, 2, 7, 3",
    "1, 70, 1, 64, 0",
    "1, 65, 1, 30, 0",
    "1, 70, 2, 72, 1",
    "1, 40, 1, 96, 0",
    "1, 37, 1, 128, 0",
    "2, 32, 1, 100, 2"
  })
  void agreesWithTheFormulasInDouble(int images, int tokens, int heads, int width, int margin) {
    PackedHeads packed = PackedHeads.random("gradient", images, tokens, heads, width);
    double[] above = PackedHeads.normal("above", images * tokens * heads * width);
    double[] expected = reference(packed, above);
    for (int i = 0; i < expected.length; i++) {
      expected[i] += 1;
    }
    float[] actual = run(packed, above, margin);
    Close.assertClose("gradient", PackedHeads.floats(expected), actual, 2e-5, 2e-5);
    assertArrayEquals(actual, run(packed, above, margin), "the same bits again");
  }

  @ParameterizedTest
  @CsvSource({"5, 2, 3", "9, 1, 8"})
  void agreesWithFiniteDifferences(int tokens, int heads, int width) {
    PackedHeads packed = PackedHeads.random("differences", 1, tokens, heads, width);
    double[] above = PackedHeads.normal("above", tokens * heads * width);
    float[] actual = run(packed, above, 0);
    double step = 1e-5;
    for (int i = 0; i < actual.length; i++) {
      double value = packed.qkv()[i];
      packed.qkv()[i] = value + step;
      double right = packed.loss(above);
      packed.qkv()[i] = value - step;
      double left = packed.loss(above);
      packed.qkv()[i] = value;
      assertEquals(1 + (right - left) / (2 * step), actual[i], 2e-5, "value " + i);
    }
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void theForwardPassWritesLogSums(Precision precision) {
    PackedHeads packed = PackedHeads.random("log-sums", 2, 70, 2, 24);
    AttentionExtents e = new AttentionExtents(2, 70, 2, 24, 70);
    try (KernelRoom room = new KernelRoom(precision)) {
      Tensor logSums = room.room(2 * 2 * 70, 1);
      long out = room.at(room.room(2 * 70 * 48, 0));
      long qkv = room.at(room.put(packed.qkv(), 0));
      new CudaAttention(room.context()).forward(e, qkv, out, room.at(logSums));
      double tolerance =
          switch (precision) {
            case FLOAT32 -> 2e-6;
            case TF32, FP16 -> 0x1p-11;
            case BF16 -> 0x1p-8;
          };
      float[] expected = PackedHeads.floats(packed.logSums());
      Close.assertClose("log-sums", expected, logSums.toArray(), tolerance, 1e-6);
    }
  }
}

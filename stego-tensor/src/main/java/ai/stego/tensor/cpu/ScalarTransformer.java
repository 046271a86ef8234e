package ai.stego.tensor.cpu;

import static ai.stego.tensor.cpu.HostStorage.array;
import static ai.stego.tensor.cpu.HostStorage.start;

import ai.stego.tensor.PackedWeight;
import ai.stego.tensor.Tensor;
import ai.stego.tensor.TransformerOps;
import ai.stego.tensor.extent.AttentionExtents;
import ai.stego.tensor.extent.PatchExtents;
import ai.stego.tensor.extent.RowExtents;

/** The transformer's operations as their formulas say. */
final class ScalarTransformer implements TransformerOps {
  private static final int GRAIN = 16;

  private final CpuContext context;

  ScalarTransformer(CpuContext context) {
    this.context = context;
  }

  @Override
  public void patchEmbedding(
      Tensor images,
      int patch,
      PackedWeight projection,
      Tensor prefix,
      Tensor positions,
      Tensor out) {
    PatchExtents e = PatchExtents.of(images, patch, projection, prefix, positions, out);
    ScalarWeight weight = ScalarMatrix.own("patchEmbedding", projection);
    float[] pixels = array("patchEmbedding", images);
    float[] first = array("patchEmbedding", prefix);
    float[] place = array("patchEmbedding", positions);
    float[] result = array("patchEmbedding", out);
    context
        .parallel()
        .ranges(
            e.images() * e.tokens(),
            GRAIN,
            (from, to) -> {
              float[] values = new float[e.patchSize()];
              float[][] sums = new float[1][e.width()];
              for (int row = from; row < to; row++) {
                int to0 = start(out) + row * e.width();
                int token = row % e.tokens() - e.prefix();
                if (token < 0) {
                  int at = start(prefix) + (token + e.prefix()) * e.width();
                  System.arraycopy(first, at, result, to0, e.width());
                  continue;
                }
                gather(pixels, start(images), e, row / e.tokens(), token, values);
                weight.multiply(values, 0, sums, 1);
                for (int c = 0; c < e.width(); c++) {
                  result[to0 + c] = sums[0][c] + place[start(positions) + token * e.width() + c];
                }
              }
            });
  }

  /** Copies one patch in (C,P,P) order. */
  private static void gather(
      float[] pixels, int start, PatchExtents e, int image, int patch, float[] values) {
    int size = e.patch();
    int width = e.columns() * size;
    int height = e.rows() * size;
    int top = patch / e.columns() * size;
    int left = patch % e.columns() * size;
    for (int c = 0; c < e.channels(); c++) {
      for (int y = 0; y < size; y++) {
        int row = (image * e.channels() + c) * height + top + y;
        System.arraycopy(pixels, start + row * width + left, values, (c * size + y) * size, size);
      }
    }
  }

  @Override
  public void layerNorm(Tensor x, Tensor gamma, Tensor beta, float epsilon, Tensor out) {
    RowExtents e = RowExtents.ofLayerNorm(x, gamma, beta, out);
    float[] in = array("layerNorm", x);
    float[] g = array("layerNorm", gamma);
    float[] b = array("layerNorm", beta);
    float[] result = array("layerNorm", out);
    for (int m = 0; m < e.rows(); m++) {
      int at = start(x) + m * e.width();
      double sum = 0;
      for (int c = 0; c < e.width(); c++) {
        sum += in[at + c];
      }
      double mean = sum / e.width();
      double squares = 0;
      for (int c = 0; c < e.width(); c++) {
        squares += (in[at + c] - mean) * (in[at + c] - mean);
      }
      double scale = 1 / Math.sqrt(squares / e.width() + epsilon);
      int to = start(out) + m * e.width();
      for (int c = 0; c < e.width(); c++) {
        double unit = (in[at + c] - mean) * scale;
        result[to + c] = (float) (unit * g[start(gamma) + c] + b[start(beta) + c]);
      }
    }
  }

  @Override
  public void attention(Tensor qkv, int heads, Tensor out) {
    AttentionExtents e = AttentionExtents.of(qkv, heads, out);
    float[] packed = array("attention", qkv);
    float[] result = array("attention", out);
    context
        .parallel()
        .ranges(
            e.images() * heads,
            1,
            (from, to) -> {
              for (int head = from; head < to; head++) {
                int place =
                    start(out)
                        + head / heads * e.tokens() * e.width()
                        + head % heads * e.headWidth();
                ScalarHead.read(packed, start(qkv), e, head / heads, head % heads)
                    .attend(result, place, e.width());
              }
            });
  }

  @Override
  public void attentionWeights(Tensor qkv, int heads, Tensor out) {
    AttentionExtents e = AttentionExtents.ofWeights(qkv, heads, out);
    float[] packed = array("attentionWeights", qkv);
    float[] result = array("attentionWeights", out);
    for (int head = 0; head < e.images() * heads; head++) {
      ScalarHead h = ScalarHead.read(packed, start(qkv), e, head / heads, head % heads);
      h.weights(0, e.queries(), result, start(out) + head * e.queries() * e.tokens());
    }
  }
}

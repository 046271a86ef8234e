package ai.stego.tensor.cpu.vector;

import static ai.stego.tensor.cpu.HostStorage.array;
import static ai.stego.tensor.cpu.HostStorage.start;

import ai.stego.tensor.PackedWeight;
import ai.stego.tensor.Tensor;
import ai.stego.tensor.TransformerOps;
import ai.stego.tensor.cpu.CpuContext;
import ai.stego.tensor.extent.AttentionExtents;
import ai.stego.tensor.extent.PatchExtents;
import ai.stego.tensor.extent.RowExtents;

/** Patch embedding, layer norm and attention in vectors. */
final class VectorTransformer implements TransformerOps {
  private static final int ROWS_GRAIN = 64;

  private final CpuContext context;

  VectorTransformer(CpuContext context) {
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
    VectorWeight weight = VectorWeight.own("patchEmbedding", projection);
    new PatchRows(e, array("patchEmbedding", images), start(images))
        .embed(context, weight, prefix, positions, out);
  }

  @Override
  public void layerNorm(Tensor x, Tensor gamma, Tensor beta, float epsilon, Tensor out) {
    RowExtents e = RowExtents.ofLayerNorm(x, gamma, beta, out);
    float[] in = array("layerNorm", x);
    float[] result = array("layerNorm", out);
    int inStart = start(x);
    int outStart = start(out);
    VectorLayerNorm norm =
        new VectorLayerNorm(
            e.width(),
            array("layerNorm", gamma),
            start(gamma),
            array("layerNorm", beta),
            start(beta),
            epsilon);
    context
        .parallel()
        .ranges(
            e.rows(),
            ROWS_GRAIN,
            (from, to) -> {
              for (int row = from; row < to; row++) {
                norm.row(in, inStart + row * e.width(), result, outStart + row * e.width());
              }
            });
  }

  @Override
  public void attention(Tensor qkv, int heads, Tensor out) {
    AttentionExtents e = AttentionExtents.of(qkv, heads, out);
    float[] packed = array("attention", qkv);
    float[] result = array("attention", out);
    if (e.tokens() == 0 || e.width() == 0) {
      return;
    }
    for (int image = 0; image < e.images(); image++) {
      int from = start(qkv) + image * e.tokens() * 3 * e.width();
      int to = start(out) + image * e.tokens() * e.width();
      new VectorAttention(e, packed, from, result, to).run(context);
    }
  }

  @Override
  public void attentionWeights(Tensor qkv, int heads, Tensor out) {
    AttentionExtents e = AttentionExtents.ofWeights(qkv, heads, out);
    float[] packed = array("attentionWeights", qkv);
    float[] result = array("attentionWeights", out);
    int from = start(qkv);
    int to = start(out);
    context
        .parallel()
        .ranges(
            e.images() * heads * e.queries(),
            1,
            (first, last) -> {
              for (int row = first; row < last; row++) {
                int at = to + row * e.tokens();
                scores(packed, from, e, row, result, at);
                SoftmaxRow.softmax(context.memory(), result, at, result, at, e.tokens());
              }
            });
  }

  /** Writes q·kᵀ/√d of one query of one head over all tokens. */
  private static void scores(
      float[] packed, int start, AttentionExtents e, int row, float[] out, int at) {
    int query = row % e.queries();
    int head = row / e.queries() % e.heads();
    int image = row / e.queries() / e.heads();
    int stride = 3 * e.width();
    int first = start + image * e.tokens() * stride + head * e.headWidth();
    int q = first + query * stride;
    float scale = (float) (1 / Math.sqrt(Math.max(1, e.headWidth())));
    for (int key = 0; key < e.tokens(); key++) {
      int k = first + key * stride + e.width();
      out[at + key] = Reductions.dot(packed, q, packed, k, e.headWidth()) * scale;
    }
  }
}

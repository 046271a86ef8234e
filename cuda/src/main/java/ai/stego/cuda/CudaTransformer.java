package ai.stego.cuda;

import ai.stego.tensor.PackedWeight;
import ai.stego.tensor.Tensor;
import ai.stego.tensor.TransformerOps;
import ai.stego.tensor.extent.AttentionExtents;
import ai.stego.tensor.extent.PatchExtents;
import ai.stego.tensor.extent.RowExtents;

/**
 * The transformer's operations; kernels in {@code attention*.cu}, {@code layer_norm.cu} and {@code
 * patch_embedding.cu}.
 */
final class CudaTransformer implements TransformerOps {
  private static final int WEIGHT_THREADS = 128;

  private final DeviceContext context;
  private final CudaLayerNorm norm;
  private final CudaAttention attention;
  private final CudaPatchEmbedding patches;

  CudaTransformer(DeviceContext context, CudaMatrix matrix) {
    this.context = context;
    this.norm = new CudaLayerNorm(context);
    this.attention = new CudaAttention(context);
    this.patches = new CudaPatchEmbedding(context, matrix);
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
    patches.run(e, images, projection, prefix, positions, out);
  }

  @Override
  public void layerNorm(Tensor x, Tensor gamma, Tensor beta, float epsilon, Tensor out) {
    RowExtents e = RowExtents.ofLayerNorm(x, gamma, beta, out);
    norm.forward(
        e,
        context.address("layerNorm", x),
        context.address("layerNorm", gamma),
        context.address("layerNorm", beta),
        epsilon,
        context.address("layerNorm", out));
  }

  @Override
  public void attention(Tensor qkv, int heads, Tensor out) {
    AttentionExtents e = AttentionExtents.of(qkv, heads, out);
    attention.forward(e, context.address("attention", qkv), context.address("attention", out), 0);
  }

  @Override
  public void attentionWeights(Tensor qkv, int heads, Tensor out) {
    AttentionExtents e = AttentionExtents.ofWeights(qkv, heads, out);
    long blocks = (long) e.images() * heads * e.queries();
    context.launch(
        "attention_weights",
        Launch.of(Math.toIntExact(blocks), WEIGHT_THREADS),
        context.address("attentionWeights", qkv),
        context.address("attentionWeights", out),
        e.tokens(),
        heads,
        e.headWidth(),
        e.queries(),
        (float) (1 / Math.sqrt(Math.max(1, e.headWidth()))));
  }
}

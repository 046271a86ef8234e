package ai.stego.cuda;

import ai.stego.tensor.PackedWeight;
import ai.stego.tensor.Tensor;
import ai.stego.tensor.TransformerOps;
import ai.stego.tensor.extent.RowExtents;

/** Not written yet. */
final class CudaTransformer implements TransformerOps {
  private final DeviceContext context;

  CudaTransformer(DeviceContext context) {
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
    throw new UnsupportedOperationException("not written yet on " + context.memory().name());
  }

  @Override
  public void layerNorm(Tensor x, Tensor gamma, Tensor beta, float epsilon, Tensor out) {
    RowExtents e = RowExtents.ofLayerNorm(x, gamma, beta, out);
    context.launch(
        "layer_norm",
        CudaRows.warps(e.rows()),
        context.address("layerNorm", x),
        context.address("layerNorm", gamma),
        context.address("layerNorm", beta),
        epsilon,
        context.address("layerNorm", out),
        e.rows(),
        e.width());
  }

  @Override
  public void attention(Tensor qkv, int heads, Tensor out) {
    throw new UnsupportedOperationException("not written yet on " + context.memory().name());
  }

  @Override
  public void attentionWeights(Tensor qkv, int heads, Tensor out) {
    throw new UnsupportedOperationException("not written yet on " + context.memory().name());
  }
}

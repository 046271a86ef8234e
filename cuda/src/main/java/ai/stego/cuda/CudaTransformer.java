package ai.stego.cuda;

import ai.stego.tensor.PackedWeight;
import ai.stego.tensor.Tensor;
import ai.stego.tensor.TransformerOps;

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
    throw new UnsupportedOperationException("not written yet on " + context.memory().name());
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

package ai.stego.cuda;

import ai.stego.tensor.CorrespondenceForm;
import ai.stego.tensor.LossOps;
import ai.stego.tensor.Tensor;

/** Not written yet. */
final class CudaLosses implements LossOps {
  private final DeviceContext context;

  CudaLosses(DeviceContext context) {
    this.context = context;
  }

  @Override
  public void crossEntropy(Tensor logits, int[] labels, Tensor loss, Tensor gradient) {
    throw new UnsupportedOperationException("not written yet on " + context.memory().name());
  }

  @Override
  public void clusterLoss(Tensor codes, Tensor centroids, Tensor loss, Tensor gradient) {
    throw new UnsupportedOperationException("not written yet on " + context.memory().name());
  }

  @Override
  public void correspondence(
      Tensor f,
      Tensor g,
      Tensor s,
      Tensor t,
      CorrespondenceForm form,
      Tensor statistics,
      Tensor sGradient,
      Tensor tGradient) {
    throw new UnsupportedOperationException("not written yet on " + context.memory().name());
  }
}

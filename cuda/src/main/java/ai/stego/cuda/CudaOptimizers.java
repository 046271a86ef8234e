package ai.stego.cuda;

import ai.stego.tensor.AdamStep;
import ai.stego.tensor.OptimizerOps;
import ai.stego.tensor.SgdStep;
import ai.stego.tensor.Tensor;

/** Not written yet. */
final class CudaOptimizers implements OptimizerOps {
  private final DeviceContext context;

  CudaOptimizers(DeviceContext context) {
    this.context = context;
  }

  @Override
  public void adam(Tensor parameter, Tensor gradient, Tensor mean, Tensor square, AdamStep step) {
    throw new UnsupportedOperationException("not written yet on " + context.memory().name());
  }

  @Override
  public void sgd(Tensor parameter, Tensor gradient, Tensor velocity, SgdStep step) {
    throw new UnsupportedOperationException("not written yet on " + context.memory().name());
  }
}

package ai.stego.cuda;

import ai.stego.tensor.RowOps;
import ai.stego.tensor.Tensor;

/** Not written yet. */
final class CudaRows implements RowOps {
  private final DeviceContext context;

  CudaRows(DeviceContext context) {
    this.context = context;
  }

  @Override
  public void normalize(Tensor x, Tensor out) {
    throw new UnsupportedOperationException("not written yet on " + context.memory().name());
  }

  @Override
  public void normalizeGradient(Tensor x, Tensor outGradient, Tensor xGradient) {
    throw new UnsupportedOperationException("not written yet on " + context.memory().name());
  }

  @Override
  public void softmax(Tensor x, float scale, Tensor out) {
    throw new UnsupportedOperationException("not written yet on " + context.memory().name());
  }

  @Override
  public void logSoftmax(Tensor x, float scale, Tensor out) {
    throw new UnsupportedOperationException("not written yet on " + context.memory().name());
  }

  @Override
  public void argMax(Tensor x, int[] labels) {
    throw new UnsupportedOperationException("not written yet on " + context.memory().name());
  }
}

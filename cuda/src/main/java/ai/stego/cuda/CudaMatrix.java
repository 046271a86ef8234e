package ai.stego.cuda;

import ai.stego.tensor.Epilogue;
import ai.stego.tensor.MatrixOps;
import ai.stego.tensor.PackedWeight;
import ai.stego.tensor.Scope;
import ai.stego.tensor.Tensor;

/** Not written yet. */
final class CudaMatrix implements MatrixOps {
  private final DeviceContext context;

  CudaMatrix(DeviceContext context) {
    this.context = context;
  }

  @Override
  public PackedWeight pack(Tensor weight, Tensor bias, Scope owner) {
    throw new UnsupportedOperationException("not written yet on " + context.memory().name());
  }

  @Override
  public void linear(Tensor x, PackedWeight weight, Epilogue epilogue, Tensor out) {
    throw new UnsupportedOperationException("not written yet on " + context.memory().name());
  }

  @Override
  public void weightedSum(float alpha, Tensor a, float beta, Tensor b, Tensor out) {
    throw new UnsupportedOperationException("not written yet on " + context.memory().name());
  }

  @Override
  public void copy(Tensor x, Tensor out) {
    throw new UnsupportedOperationException("not written yet on " + context.memory().name());
  }

  @Override
  public void product(
      Tensor a, boolean transposeA, Tensor b, boolean transposeB, Epilogue epilogue, Tensor out) {
    throw new UnsupportedOperationException("not written yet on " + context.memory().name());
  }

  @Override
  public void columnSums(Tensor x, Tensor out) {
    throw new UnsupportedOperationException("not written yet on " + context.memory().name());
  }

  @Override
  public void fill(float value, Tensor out) {
    throw new UnsupportedOperationException("not written yet on " + context.memory().name());
  }
}

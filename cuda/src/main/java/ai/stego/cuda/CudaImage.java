package ai.stego.cuda;

import ai.stego.tensor.ImageOps;
import ai.stego.tensor.Interpolation;
import ai.stego.tensor.Tensor;

/** Not written yet. */
final class CudaImage implements ImageOps {
  private final DeviceContext context;

  CudaImage(DeviceContext context) {
    this.context = context;
  }

  @Override
  public void resize(
      Tensor x, Interpolation interpolation, double scaleH, double scaleW, Tensor out) {
    throw new UnsupportedOperationException("not written yet on " + context.memory().name());
  }

  @Override
  public void resizeGradient(
      Tensor outGradient,
      Interpolation interpolation,
      double scaleH,
      double scaleW,
      Tensor xGradient) {
    throw new UnsupportedOperationException("not written yet on " + context.memory().name());
  }

  @Override
  public void sample(Tensor x, int[] images, Tensor coordinates, Tensor out) {
    throw new UnsupportedOperationException("not written yet on " + context.memory().name());
  }

  @Override
  public void sampleGradient(
      Tensor outGradient, int[] images, Tensor coordinates, Tensor xGradient) {
    throw new UnsupportedOperationException("not written yet on " + context.memory().name());
  }

  @Override
  public void mirror(Tensor x, Tensor out) {
    throw new UnsupportedOperationException("not written yet on " + context.memory().name());
  }
}

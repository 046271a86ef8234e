package ai.stego.cuda;

import ai.stego.tensor.ActivationOps;
import ai.stego.tensor.Epilogue;
import ai.stego.tensor.Tensor;
import ai.stego.tensor.extent.ChannelExtents;
import ai.stego.tensor.extent.RowExtents;

/** Nonlinear functions and channel factors; kernels in {@code activation.cu}. */
final class CudaActivations implements ActivationOps {
  private final DeviceContext context;

  CudaActivations(DeviceContext context) {
    this.context = context;
  }

  @Override
  public void relu(Tensor x, Tensor out) {
    each("relu", "relu", x, out);
  }

  @Override
  public void gelu(Tensor x, Tensor out) {
    each("gelu", "gelu", x, out);
  }

  private void each(String operation, String kernel, Tensor x, Tensor out) {
    RowExtents e = RowExtents.ofElements(operation, x, out);
    context.launch(
        kernel,
        Elementwise.launch(context, e.width()),
        context.address(operation, x),
        context.address(operation, out),
        e.width());
  }

  @Override
  public void reluGradient(Tensor x, Tensor outGradient, Tensor xGradient) {
    eachGradient("reluGradient", "relu_gradient", x, outGradient, xGradient);
  }

  @Override
  public void geluGradient(Tensor x, Tensor outGradient, Tensor xGradient) {
    eachGradient("geluGradient", "gelu_gradient", x, outGradient, xGradient);
  }

  private void eachGradient(
      String operation, String kernel, Tensor x, Tensor outGradient, Tensor xGradient) {
    RowExtents e = RowExtents.ofElementsGradient(operation, x, outGradient, xGradient);
    context.launch(
        kernel,
        Elementwise.launch(context, e.width()),
        context.address(operation, x),
        context.address(operation, outGradient),
        context.address(operation, xGradient),
        e.width());
  }

  @Override
  public void scaleChannels(Tensor x, Tensor factors, Epilogue epilogue, Tensor out) {
    ChannelExtents e = ChannelExtents.of(x, factors, epilogue, out);
    int count = Math.toIntExact(x.size());
    context.launch(
        "scale_channels",
        Elementwise.launch(context, count),
        context.address("scaleChannels", x),
        context.address("scaleChannels", factors),
        context.address("scaleChannels", out),
        count,
        e.pixels(),
        e.channels(),
        epilogue == Epilogue.ACCUMULATE ? 1 : 0);
  }
}

package ai.stego.tensor.cpu.vector;

import static ai.stego.tensor.cpu.HostStorage.array;
import static ai.stego.tensor.cpu.HostStorage.start;

import ai.stego.tensor.ActivationOps;
import ai.stego.tensor.Epilogue;
import ai.stego.tensor.Tensor;
import ai.stego.tensor.cpu.CpuContext;
import ai.stego.tensor.extent.ChannelExtents;
import ai.stego.tensor.extent.RowExtents;

/** Nonlinear functions and channel factors in vectors. */
final class VectorActivations implements ActivationOps {
  private static final int VALUES_GRAIN = 1 << 14;

  private final CpuContext context;

  VectorActivations(CpuContext context) {
    this.context = context;
  }

  /** Works on a run of values in place. */
  private interface InPlace {
    void run(float[] x, int start, int count);
  }

  /** Adds the gradients from one index to another. */
  private interface Gradient {
    void add(ActivationGradients arrays, int from, int to);
  }

  @Override
  public void relu(Tensor x, Tensor out) {
    each("relu", x, out, Elementwise::relu);
  }

  @Override
  public void gelu(Tensor x, Tensor out) {
    each("gelu", x, out, Elementwise::gelu);
  }

  private void each(String operation, Tensor x, Tensor out, InPlace work) {
    RowExtents e = RowExtents.ofElements(operation, x, out);
    float[] in = array(operation, x);
    float[] result = array(operation, out);
    int inStart = start(x);
    int outStart = start(out);
    boolean apart = in != result || inStart != outStart;
    context
        .parallel()
        .ranges(
            e.width(),
            VALUES_GRAIN,
            (from, to) -> {
              if (apart) {
                System.arraycopy(in, inStart + from, result, outStart + from, to - from);
              }
              work.run(result, outStart + from, to - from);
            });
  }

  @Override
  public void reluGradient(Tensor x, Tensor outGradient, Tensor xGradient) {
    eachGradient("reluGradient", x, outGradient, xGradient, ActivationGradients::addRelu);
  }

  @Override
  public void geluGradient(Tensor x, Tensor outGradient, Tensor xGradient) {
    eachGradient("geluGradient", x, outGradient, xGradient, ActivationGradients::addGelu);
  }

  private void eachGradient(
      String operation, Tensor x, Tensor outGradient, Tensor xGradient, Gradient work) {
    RowExtents e = RowExtents.ofElementsGradient(operation, x, outGradient, xGradient);
    ActivationGradients arrays =
        new ActivationGradients(
            array(operation, x),
            start(x),
            array(operation, outGradient),
            start(outGradient),
            array(operation, xGradient),
            start(xGradient));
    context.parallel().ranges(e.width(), VALUES_GRAIN, (from, to) -> work.add(arrays, from, to));
  }

  @Override
  public void scaleChannels(Tensor x, Tensor factors, Epilogue epilogue, Tensor out) {
    ChannelExtents e = ChannelExtents.of(x, factors, epilogue, out);
    int width = e.channels();
    ChannelFactors rows =
        new ChannelFactors(
            array("scaleChannels", x),
            array("scaleChannels", factors),
            array("scaleChannels", out),
            width);
    int inStart = start(x);
    int scaleStart = start(factors);
    int outStart = start(out);
    context
        .parallel()
        .ranges(
            e.images() * e.pixels(),
            VectorRows.grain(width),
            (from, to) -> {
              for (int row = from; row < to; row++) {
                int factor = scaleStart + row / e.pixels() * width;
                int at = row * width;
                if (epilogue == Epilogue.ACCUMULATE) {
                  rows.add(inStart + at, factor, outStart + at);
                } else {
                  rows.store(inStart + at, factor, outStart + at);
                }
              }
            });
  }
}

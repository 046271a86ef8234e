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

  /** Adds a run of gradients. */
  private interface Gradient {
    void add(float[] x, int at, RowBlock from, float[] to, int place);
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
    eachGradient("reluGradient", x, outGradient, xGradient, ActivationGradients::relu);
  }

  @Override
  public void geluGradient(Tensor x, Tensor outGradient, Tensor xGradient) {
    eachGradient("geluGradient", x, outGradient, xGradient, ActivationGradients::gelu);
  }

  private void eachGradient(
      String operation, Tensor x, Tensor outGradient, Tensor xGradient, Gradient work) {
    RowExtents e = RowExtents.ofElementsGradient(operation, x, outGradient, xGradient);
    float[] in = array(operation, x);
    float[] from = array(operation, outGradient);
    float[] to = array(operation, xGradient);
    int inStart = start(x);
    int fromStart = start(outGradient);
    int toStart = start(xGradient);
    context
        .parallel()
        .ranges(
            e.width(),
            VALUES_GRAIN,
            (first, last) -> {
              RowBlock run = new RowBlock(from, fromStart + first, last - first, 1);
              work.add(in, inStart + first, run, to, toStart + first);
            });
  }

  @Override
  public void scaleChannels(Tensor x, Tensor factors, Epilogue epilogue, Tensor out) {
    ChannelExtents e = ChannelExtents.of(x, factors, epilogue, out);
    float[] in = array("scaleChannels", x);
    float[] scale = array("scaleChannels", factors);
    float[] result = array("scaleChannels", out);
    int inStart = start(x);
    int scaleStart = start(factors);
    int outStart = start(out);
    int width = e.channels();
    context
        .parallel()
        .ranges(
            e.images() * e.pixels(),
            VectorRows.grain(width),
            (from, to) -> {
              for (int row = from; row < to; row++) {
                RowBlock values = new RowBlock(in, inStart + row * width, width, 1);
                int factor = scaleStart + row / e.pixels() * width;
                int place = outStart + row * width;
                if (epilogue == Epilogue.ACCUMULATE) {
                  ActivationGradients.addProduct(values, scale, factor, result, place);
                } else {
                  ActivationGradients.product(values, scale, factor, result, place);
                }
              }
            });
  }
}

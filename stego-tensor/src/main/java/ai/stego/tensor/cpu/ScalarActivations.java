package ai.stego.tensor.cpu;

import static ai.stego.tensor.cpu.HostStorage.array;
import static ai.stego.tensor.cpu.HostStorage.start;

import ai.stego.tensor.ActivationOps;
import ai.stego.tensor.Epilogue;
import ai.stego.tensor.Tensor;
import ai.stego.tensor.extent.ChannelExtents;
import ai.stego.tensor.extent.RowExtents;

/** Nonlinear functions and channel factors, one value at a time. */
final class ScalarActivations implements ActivationOps {
  /** Makes the family. */
  public ScalarActivations() {}

  /** A function of one value. */
  private interface Function {
    float of(float x);
  }

  @Override
  public void relu(Tensor x, Tensor out) {
    each("relu", x, out, value -> Math.max(value, 0));
  }

  @Override
  public void gelu(Tensor x, Tensor out) {
    each("gelu", x, out, ErrorFunction::gelu);
  }

  private static void each(String operation, Tensor x, Tensor out, Function function) {
    RowExtents e = RowExtents.ofElements(operation, x, out);
    float[] in = array(operation, x);
    float[] result = array(operation, out);
    for (int i = 0; i < e.width(); i++) {
      result[start(out) + i] = function.of(in[start(x) + i]);
    }
  }

  @Override
  public void reluGradient(Tensor x, Tensor outGradient, Tensor xGradient) {
    RowExtents e = RowExtents.ofElementsGradient("reluGradient", x, outGradient, xGradient);
    float[] in = array("reluGradient", x);
    float[] from = array("reluGradient", outGradient);
    float[] to = array("reluGradient", xGradient);
    for (int i = 0; i < e.width(); i++) {
      float value = in[start(x) + i];
      if (value > 0) {
        to[start(xGradient) + i] += from[start(outGradient) + i];
      } else if (Float.isNaN(value)) {
        to[start(xGradient) + i] = Float.NaN;
      }
    }
  }

  @Override
  public void geluGradient(Tensor x, Tensor outGradient, Tensor xGradient) {
    RowExtents e = RowExtents.ofElementsGradient("geluGradient", x, outGradient, xGradient);
    float[] in = array("geluGradient", x);
    float[] from = array("geluGradient", outGradient);
    float[] to = array("geluGradient", xGradient);
    for (int i = 0; i < e.width(); i++) {
      double slope = ErrorFunction.geluDerivative(in[start(x) + i]);
      to[start(xGradient) + i] += (float) (slope * from[start(outGradient) + i]);
    }
  }

  @Override
  public void scaleChannels(Tensor x, Tensor factors, Epilogue epilogue, Tensor out) {
    ChannelExtents e = ChannelExtents.of(x, factors, epilogue, out);
    float[] in = array("scaleChannels", x);
    float[] scale = array("scaleChannels", factors);
    float[] result = array("scaleChannels", out);
    for (int row = 0; row < e.images() * e.pixels(); row++) {
      int factor = start(factors) + row / e.pixels() * e.channels();
      for (int c = 0; c < e.channels(); c++) {
        int at = row * e.channels() + c;
        float value = in[start(x) + at] * scale[factor + c];
        result[start(out) + at] =
            epilogue == Epilogue.ACCUMULATE ? result[start(out) + at] + value : value;
      }
    }
  }
}

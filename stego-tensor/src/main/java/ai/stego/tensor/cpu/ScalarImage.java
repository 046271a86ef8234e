package ai.stego.tensor.cpu;

import static ai.stego.tensor.cpu.HostStorage.array;
import static ai.stego.tensor.cpu.HostStorage.start;

import ai.stego.tensor.ImageOps;
import ai.stego.tensor.Interpolation;
import ai.stego.tensor.Tensor;
import ai.stego.tensor.extent.MapExtents;
import ai.stego.tensor.extent.SampleExtents;

/** Resizing, sampling and mirroring, one output value at a time. */
final class ScalarImage implements ImageOps {
  private final CpuContext context;

  ScalarImage(CpuContext context) {
    this.context = context;
  }

  @Override
  public void resize(
      Tensor x, Interpolation interpolation, double scaleH, double scaleW, Tensor out) {
    MapExtents e = MapExtents.ofResize(x, scaleH, scaleW, out);
    Taps vertical = Taps.of(interpolation, e.rows(), e.outRows(), scaleH);
    Taps horizontal = Taps.of(interpolation, e.columns(), e.outColumns(), scaleW);
    float[] in = array("resize", x);
    float[] result = array("resize", out);
    int to = start(out);
    for (int b = 0; b < e.images(); b++) {
      int from = start(x) + b * e.rows() * e.columns() * e.channels();
      for (int i = 0; i < e.outRows(); i++) {
        for (int j = 0; j < e.outColumns(); j++) {
          for (int c = 0; c < e.channels(); c++) {
            result[to++] = weigh(in, from + c, e, vertical, i, horizontal, j);
          }
        }
      }
    }
  }

  /** The weighted mean of the samples that one output pixel reads, in one channel. */
  private static float weigh(
      float[] in, int from, MapExtents e, Taps vertical, int i, Taps horizontal, int j) {
    double sum = 0;
    for (int v = i * vertical.count(); v < (i + 1) * vertical.count(); v++) {
      int row = from + vertical.index()[v] * e.columns() * e.channels();
      double inRow = 0;
      for (int h = j * horizontal.count(); h < (j + 1) * horizontal.count(); h++) {
        inRow += (double) horizontal.weight()[h] * in[row + horizontal.index()[h] * e.channels()];
      }
      sum += vertical.weight()[v] * inRow;
    }
    return (float) sum;
  }

  @Override
  public void resizeGradient(
      Tensor outGradient,
      Interpolation interpolation,
      double scaleH,
      double scaleW,
      Tensor xGradient) {
    ScalarMapGradients.resize(
        context.parallel(), outGradient, interpolation, scaleH, scaleW, xGradient);
  }

  @Override
  public void sample(Tensor x, int[] images, Tensor coordinates, Tensor out) {
    SampleExtents e = SampleExtents.of(x, images, coordinates, out);
    float[] in = array("sample", x);
    float[] places = array("sample", coordinates);
    float[] result = array("sample", out);
    for (int s = 0; s < e.groups() * e.points(); s++) {
      int from = start(x) + images[s / e.points()] * e.mapSize();
      int to = start(out) + s * e.channels();
      double column = Taps.position(places[start(coordinates) + 2 * s], e.columns());
      double row = Taps.position(places[start(coordinates) + 2 * s + 1], e.rows());
      for (int c = 0; c < e.channels(); c++) {
        double top = between(in, from + c, e, (int) row, column);
        double bottom = between(in, from + c, e, Math.min((int) row + 1, e.rows() - 1), column);
        result[to + c] = (float) (top + (row - (int) row) * (bottom - top));
      }
    }
  }

  /** Linear interpolation along one row of the input. */
  private static double between(float[] in, int from, SampleExtents e, int row, double column) {
    int left = (int) column;
    int right = Math.min(left + 1, e.columns() - 1);
    double low = in[from + (row * e.columns() + left) * e.channels()];
    double high = in[from + (row * e.columns() + right) * e.channels()];
    return low + (column - left) * (high - low);
  }

  @Override
  public void sampleGradient(
      Tensor outGradient, int[] images, Tensor coordinates, Tensor xGradient) {
    ScalarMapGradients.sample(context.parallel(), outGradient, images, coordinates, xGradient);
  }

  @Override
  public void mirror(Tensor x, Tensor out) {
    MapExtents e = MapExtents.ofMirror(x, out);
    float[] in = array("mirror", x);
    float[] result = array("mirror", out);
    for (int row = 0; row < e.rows(); row++) {
      for (int column = 0; column < e.columns(); column++) {
        int from = (row * e.columns() + e.columns() - 1 - column) * e.channels();
        int to = (row * e.columns() + column) * e.channels();
        System.arraycopy(in, start(x) + from, result, start(out) + to, e.channels());
      }
    }
  }
}

package ai.stego.tensor.cpu.vector;

import static ai.stego.tensor.cpu.HostStorage.array;
import static ai.stego.tensor.cpu.HostStorage.start;

import ai.stego.tensor.ImageOps;
import ai.stego.tensor.Interpolation;
import ai.stego.tensor.Tensor;
import ai.stego.tensor.cpu.CpuContext;
import ai.stego.tensor.cpu.Taps;
import ai.stego.tensor.extent.MapExtents;
import ai.stego.tensor.extent.SampleExtents;

/** Resizing, sampling and mirroring with vectors along the channels. */
final class VectorImage implements ImageOps {
  private static final int RESIZE_GRAIN = 4;
  private static final int SAMPLE_GRAIN = 64;
  private static final int MIRROR_GRAIN = 16;

  private final CpuContext context;

  VectorImage(CpuContext context) {
    this.context = context;
  }

  @Override
  public void resize(
      Tensor x, Interpolation interpolation, double scaleH, double scaleW, Tensor out) {
    MapExtents e = MapExtents.ofResize(x, scaleH, scaleW, out);
    ResizeRows rows =
        new ResizeRows(
            e,
            Taps.of(interpolation, e.rows(), e.outRows(), scaleH),
            Taps.of(interpolation, e.columns(), e.outColumns(), scaleW));
    float[] in = array("resize", x);
    float[] result = array("resize", out);
    int inStart = start(x);
    int outStart = start(out);
    int line = e.columns() * e.channels();
    context
        .parallel()
        .ranges(
            e.images() * e.outRows(),
            RESIZE_GRAIN,
            (from, to) -> {
              float[] scratch = context.memory().borrow(line);
              try {
                for (int row = from; row < to; row++) {
                  int image = inStart + row / e.outRows() * e.rows() * line;
                  rows.blend(in, image, row % e.outRows(), scratch);
                  rows.stretch(scratch, result, outStart + row * e.outColumns() * e.channels());
                }
              } finally {
                context.memory().giveBack(scratch);
              }
            });
  }

  @Override
  public void resizeGradient(
      Tensor outGradient,
      Interpolation interpolation,
      double scaleH,
      double scaleW,
      Tensor xGradient) {
    MapExtents e = MapExtents.ofResizeGradient(outGradient, scaleH, scaleW, xGradient);
    Taps vertical = Taps.of(interpolation, e.rows(), e.outRows(), scaleH);
    Taps horizontal = Taps.of(interpolation, e.columns(), e.outColumns(), scaleW);
    ResizeGradientRows rows =
        new ResizeGradientRows(
            e, TransposedTaps.of(vertical, e.rows()), TransposedTaps.of(horizontal, e.columns()));
    MapGradients.resize(context, e, rows, outGradient, xGradient);
  }

  @Override
  public void sample(Tensor x, int[] images, Tensor coordinates, Tensor out) {
    SampleExtents e = SampleExtents.of(x, images, coordinates, out);
    float[] in = array("sample", x);
    float[] places = array("sample", coordinates);
    float[] result = array("sample", out);
    int inStart = start(x);
    int placeStart = start(coordinates);
    int outStart = start(out);
    context
        .parallel()
        .ranges(
            e.groups() * e.points(),
            SAMPLE_GRAIN,
            (from, to) -> {
              for (int s = from; s < to; s++) {
                double column = Taps.position(places[placeStart + 2 * s], e.columns());
                double row = Taps.position(places[placeStart + 2 * s + 1], e.rows());
                int image = inStart + images[s / e.points()] * e.mapSize();
                Square.around(e, image, row, column)
                    .read(in, result, outStart + s * e.channels(), e.channels());
              }
            });
  }

  @Override
  public void sampleGradient(
      Tensor outGradient, int[] images, Tensor coordinates, Tensor xGradient) {
    SampleExtents e = SampleExtents.ofGradient(outGradient, images, coordinates, xGradient);
    MapGradients.sample(context, e, images, coordinates, outGradient, xGradient);
  }

  @Override
  public void mirror(Tensor x, Tensor out) {
    MapExtents e = MapExtents.ofMirror(x, out);
    float[] in = array("mirror", x);
    float[] result = array("mirror", out);
    int channels = e.channels();
    int line = e.columns() * channels;
    int inStart = start(x);
    int outStart = start(out);
    context
        .parallel()
        .ranges(
            e.rows(),
            MIRROR_GRAIN,
            (from, to) -> {
              for (int row = from; row < to; row++) {
                int last = inStart + row * line + line - channels;
                int first = outStart + row * line;
                for (int at = 0; at < line; at += channels) {
                  System.arraycopy(in, last - at, result, first + at, channels);
                }
              }
            });
  }
}

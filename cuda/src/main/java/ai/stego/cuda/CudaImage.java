package ai.stego.cuda;

import ai.stego.tensor.ImageOps;
import ai.stego.tensor.Interpolation;
import ai.stego.tensor.Tensor;
import ai.stego.tensor.extent.MapExtents;
import ai.stego.tensor.extent.SampleExtents;

/**
 * Resizing, sampling and mirroring of maps; kernels in {@code resize.cu}, {@code
 * resize_gradient.cu}, {@code sample.cu} and {@code sample_gradient.cu}.
 */
final class CudaImage implements ImageOps {
  private static final int THREADS = 256;
  private static final int SAMPLES_PER_BLOCK = THREADS / 32;
  private static final int GRADIENT_THREADS = 128;
  private static final int GRADIENT_COLUMNS = 64;

  private final DeviceContext context;

  CudaImage(DeviceContext context) {
    this.context = context;
  }

  @Override
  public void resize(
      Tensor x, Interpolation interpolation, double scaleH, double scaleW, Tensor out) {
    MapExtents e = MapExtents.ofResize(x, scaleH, scaleW, out);
    long from = context.address("resize", x);
    long to = context.address("resize", out);
    if (out.size() == 0) {
      return;
    }
    try (Scratch scratch = context.scratch()) {
      ResizeTaps taps = ResizeTaps.of(context, scratch, e, interpolation, scaleH, scaleW);
      int width = Packs.width(e.channels(), from, to);
      String kernel = interpolation == Interpolation.BILINEAR ? "bilinear" : "bicubic";
      context.launch(
          "resize_" + kernel + "_" + width,
          Launch.ofRows(
              (long) e.images() * e.outRows(), e.outColumns() * e.channels() / width, THREADS),
          from,
          taps.index(),
          taps.weight(),
          to,
          e.rows(),
          e.columns(),
          e.channels(),
          e.outRows(),
          e.outColumns());
    }
  }

  @Override
  public void resizeGradient(
      Tensor outGradient,
      Interpolation interpolation,
      double scaleH,
      double scaleW,
      Tensor xGradient) {
    MapExtents e = MapExtents.ofResizeGradient(outGradient, scaleH, scaleW, xGradient);
    long from = context.address("resizeGradient", outGradient);
    long to = context.address("resizeGradient", xGradient);
    if (outGradient.size() == 0) {
      return;
    }
    try (Scratch scratch = context.scratch()) {
      ResizeTaps taps = ResizeTaps.of(context, scratch, e, interpolation, scaleH, scaleW);
      long readers = taps.readers(context, scratch, e);
      int inRow = e.outColumns() * e.channels();
      long half = scratch.words((long) e.images() * e.rows() * inRow);
      int width = Packs.width(inRow, from, half);
      context.launch(
          "resize_gradient_" + width,
          Launch.ofRows((long) e.images() * e.rows(), inRow / width, THREADS),
          from,
          taps.index(),
          taps.weight(),
          readers,
          half,
          taps.count(),
          e.rows(),
          e.outRows(),
          inRow,
          0);
      width = Packs.width(e.channels(), half, to);
      context.launch(
          "resize_gradient_" + width,
          Launch.ofRows((long) e.images() * e.rows() * e.columns(), e.channels() / width, THREADS),
          half,
          taps.columnIndex(e),
          taps.columnWeight(e),
          readers + 2L * Integer.BYTES * e.rows(),
          to,
          taps.count(),
          e.columns(),
          e.outColumns(),
          e.channels(),
          1);
    }
  }

  @Override
  public void sample(Tensor x, int[] images, Tensor coordinates, Tensor out) {
    SampleExtents e = SampleExtents.of(x, images, coordinates, out);
    long from = context.address("sample", x);
    long places = context.address("sample", coordinates);
    long to = context.address("sample", out);
    if (out.size() == 0) {
      return;
    }
    try (Scratch scratch = context.scratch()) {
      int samples = e.groups() * e.points();
      context.launch(
          "sample_" + Packs.width(e.channels(), from, to),
          Launch.of((int) Launch.ceilDiv(samples, SAMPLES_PER_BLOCK), THREADS),
          from,
          scratch.upload(images),
          places,
          to,
          samples,
          e.points(),
          e.rows(),
          e.columns(),
          e.channels());
    }
  }

  @Override
  public void sampleGradient(
      Tensor outGradient, int[] images, Tensor coordinates, Tensor xGradient) {
    SampleExtents e = SampleExtents.ofGradient(outGradient, images, coordinates, xGradient);
    long from = context.address("sampleGradient", outGradient);
    long places = context.address("sampleGradient", coordinates);
    long to = context.address("sampleGradient", xGradient);
    if (outGradient.size() == 0) {
      return;
    }
    try (Scratch scratch = context.scratch()) {
      int columns = Math.min(e.columns(), GRADIENT_COLUMNS);
      context.launch(
          "sample_gradient",
          new Launch(
              Math.multiplyExact(e.images(), e.rows()),
              (int) Launch.ceilDiv(e.channels(), GRADIENT_THREADS),
              (int) Launch.ceilDiv(e.columns(), GRADIENT_COLUMNS),
              GRADIENT_THREADS,
              columns * GRADIENT_THREADS * Float.BYTES),
          from,
          scratch.upload(images),
          places,
          to,
          e.groups(),
          e.points(),
          e.rows(),
          e.columns(),
          e.channels());
    }
  }

  @Override
  public void mirror(Tensor x, Tensor out) {
    MapExtents e = MapExtents.ofMirror(x, out);
    long from = context.address("mirror", x);
    long to = context.address("mirror", out);
    int width = Packs.width(e.channels(), from, to);
    context.launch(
        "mirror_" + width,
        Launch.ofRows(e.rows(), e.columns() * e.channels() / width, THREADS),
        from,
        to,
        e.columns(),
        e.channels());
  }
}

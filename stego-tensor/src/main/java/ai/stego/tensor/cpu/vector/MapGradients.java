package ai.stego.tensor.cpu.vector;

import static ai.stego.tensor.cpu.HostStorage.array;
import static ai.stego.tensor.cpu.HostStorage.start;

import ai.stego.tensor.Tensor;
import ai.stego.tensor.cpu.CpuContext;
import ai.stego.tensor.cpu.Taps;
import ai.stego.tensor.extent.MapExtents;
import ai.stego.tensor.extent.SampleExtents;

/** Gradients of resizing and sampling: threads share what is added to, never what is read. */
final class MapGradients {
  private static final int ROWS_GRAIN = 4;

  private MapGradients() {}

  static void resize(
      CpuContext context, MapExtents e, ResizeGradientRows rows, Tensor from, Tensor to) {
    float[] in = array("resizeGradient", from);
    float[] result = array("resizeGradient", to);
    int inStart = start(from);
    int outStart = start(to);
    int line = e.columns() * e.channels();
    int outLine = e.outColumns() * e.channels();
    int allRows = e.images() * e.outRows();
    float[] lines = context.memory().borrow(Math.multiplyExact(allRows, line));
    try {
      context
          .parallel()
          .ranges(
              allRows,
              ROWS_GRAIN,
              (first, last) -> {
                for (int row = first; row < last; row++) {
                  rows.gather(in, inStart + row * outLine, lines, row * line);
                }
              });
      context
          .parallel()
          .ranges(
              e.images() * e.rows(),
              ROWS_GRAIN,
              (first, last) -> {
                float[] sums = new float[line];
                for (int row = first; row < last; row++) {
                  int image = row / e.rows() * e.outRows() * line;
                  int place = outStart + row * line;
                  rows.addLines(lines, image, row % e.rows(), sums, result, place);
                }
              });
    } finally {
      context.memory().giveBack(lines);
    }
  }

  /** A map belongs to one thread, and samples are added to it in their order. */
  static void sample(
      CpuContext context,
      SampleExtents e,
      int[] images,
      Tensor coordinates,
      Tensor from,
      Tensor to) {
    float[] in = array("sampleGradient", from);
    float[] places = array("sampleGradient", coordinates);
    float[] result = array("sampleGradient", to);
    int inStart = start(from);
    int placeStart = start(coordinates);
    int outStart = start(to);
    context
        .parallel()
        .ranges(
            e.images(),
            1,
            (image, end) -> {
              int map = outStart + image * e.mapSize();
              for (int group = 0; group < e.groups(); group++) {
                if (images[group] == image) {
                  for (int s = group * e.points(); s < (group + 1) * e.points(); s++) {
                    double column = Taps.position(places[placeStart + 2 * s], e.columns());
                    double row = Taps.position(places[placeStart + 2 * s + 1], e.rows());
                    Square.around(e, map, row, column)
                        .add(in, inStart + s * e.channels(), result, e.channels());
                  }
                }
              }
            });
  }
}

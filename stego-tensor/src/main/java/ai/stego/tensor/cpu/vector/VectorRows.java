package ai.stego.tensor.cpu.vector;

import static ai.stego.tensor.cpu.HostStorage.array;
import static ai.stego.tensor.cpu.HostStorage.start;

import ai.stego.tensor.RowOps;
import ai.stego.tensor.ShapeException;
import ai.stego.tensor.Tensor;
import ai.stego.tensor.cpu.CpuContext;
import ai.stego.tensor.extent.RowExtents;

/** Row by row operations in vectors. */
final class VectorRows implements RowOps {
  /** Values in a range of rows, about. */
  private static final int VALUES_GRAIN = 1 << 14;

  private final CpuContext context;

  VectorRows(CpuContext context) {
    this.context = context;
  }

  /** Works on one row: reads it at one place, writes it at another. */
  private interface Row {
    void run(SoftmaxRow softmax, float[] in, int from, float[] out, int to);
  }

  @Override
  public void normalize(Tensor x, Tensor out) {
    RowExtents e = RowExtents.of("normalize", x, out);
    float[] in = array("normalize", x);
    float[] result = array("normalize", out);
    int inStart = start(x);
    int outStart = start(out);
    context
        .parallel()
        .ranges(
            e.rows(),
            grain(e.width()),
            (from, to) ->
                normalize(
                    new RowBlock(in, inStart + from * e.width(), e.width(), to - from),
                    new RowBlock(result, outStart + from * e.width(), e.width(), to - from)));
  }

  /** Rows in a range. */
  static int grain(int width) {
    return Math.max(1, VALUES_GRAIN / Math.max(1, width));
  }

  /** out = x / max(‖x‖₂, 1e-12) for rows that lie densely. */
  static void normalize(RowBlock x, RowBlock out) {
    int width = x.stride();
    for (int row = 0; row < x.rows(); row++) {
      float scale = (float) (1 / Reductions.norm(x.values(), x.at(row), width));
      Elementwise.scale(x.values(), x.at(row), scale, out.values(), out.at(row), width);
    }
  }

  @Override
  public void normalizeGradient(Tensor x, Tensor outGradient, Tensor xGradient) {
    RowExtents e = RowExtents.ofGradient("normalizeGradient", x, outGradient, xGradient);
    int width = e.width();
    UnitRow row =
        new UnitRow(
            array("normalizeGradient", x),
            array("normalizeGradient", outGradient),
            array("normalizeGradient", xGradient),
            width);
    int inStart = start(x);
    int fromStart = start(outGradient);
    int toStart = start(xGradient);
    context
        .parallel()
        .ranges(
            e.rows(),
            grain(width),
            (first, last) -> {
              for (int at = first * width; at < last * width; at += width) {
                row.addGradient(inStart + at, fromStart + at, toStart + at);
              }
            });
  }

  @Override
  public void softmax(Tensor x, float scale, Tensor out) {
    each("softmax", x, scale, out, (row, in, from, y, to) -> row.softmax(in, from, scale, y, to));
  }

  @Override
  public void logSoftmax(Tensor x, float scale, Tensor out) {
    each(
        "logSoftmax",
        x,
        scale,
        out,
        (row, in, from, y, to) -> row.logSoftmax(in, from, scale, y, to));
  }

  private void each(String operation, Tensor x, float scale, Tensor out, Row work) {
    RowExtents e = RowExtents.of(operation, x, out);
    ShapeException.require(scale > 0, operation + ": scale", "above 0", scale);
    float[] in = array(operation, x);
    float[] result = array(operation, out);
    int inStart = start(x);
    int outStart = start(out);
    int width = e.width();
    context
        .parallel()
        .ranges(
            e.rows(),
            grain(width),
            (from, to) -> {
              float[] scratch = context.memory().borrow(SoftmaxRow.scratchSize(width));
              try {
                SoftmaxRow softmax = new SoftmaxRow(scratch, width);
                for (int row = from; row < to; row++) {
                  int place = row * width;
                  work.run(softmax, in, inStart + place, result, outStart + place);
                }
              } finally {
                context.memory().giveBack(scratch);
              }
            });
  }

  @Override
  public void argMax(Tensor x, int[] labels) {
    RowExtents e = RowExtents.ofArgMax(x, labels);
    float[] in = array("argMax", x);
    int inStart = start(x);
    context
        .parallel()
        .ranges(
            e.rows(),
            grain(e.width()),
            (from, to) -> {
              for (int row = from; row < to; row++) {
                labels[row] = argMax(in, inStart + row * e.width(), e.width());
              }
            });
  }

  /** Rows are short (a class each), so a plain loop it is. */
  private static int argMax(float[] x, int from, int width) {
    int best = 0;
    float greatest = x[from];
    for (int k = 0; k < width; k++) {
      float value = x[from + k];
      if (Float.isNaN(value)) {
        return k;
      }
      if (value > greatest) {
        greatest = value;
        best = k;
      }
    }
    return best;
  }
}

package ai.stego.tensor.cpu;

import static ai.stego.tensor.cpu.HostStorage.array;
import static ai.stego.tensor.cpu.HostStorage.start;

import ai.stego.tensor.RowOps;
import ai.stego.tensor.ShapeException;
import ai.stego.tensor.Tensor;
import ai.stego.tensor.extent.RowExtents;

/** Row by row operations, summed in double. */
final class ScalarRows implements RowOps {
  /** Makes the family. */
  public ScalarRows() {}

  private static final double SMALLEST_NORM = 1e-12;

  /** Works on one row: reads {@code width} values from one place, writes as many to another. */
  private interface Row {
    void run(float[] in, int from, float[] out, int to, int width);
  }

  @Override
  public void normalize(Tensor x, Tensor out) {
    each("normalize", x, out, ScalarRows::normalize);
  }

  @Override
  public void normalizeGradient(Tensor x, Tensor outGradient, Tensor xGradient) {
    RowExtents e = RowExtents.ofGradient("normalizeGradient", x, outGradient, xGradient);
    float[] in = array("normalizeGradient", x);
    float[] from = array("normalizeGradient", outGradient);
    float[] to = array("normalizeGradient", xGradient);
    for (int m = 0; m < e.rows(); m++) {
      int row = start(x) + m * e.width();
      int gradient = start(outGradient) + m * e.width();
      double norm = norm(in, row, e.width());
      double dot = 0;
      for (int c = 0; c < e.width(); c++) {
        dot += (double) in[row + c] * from[gradient + c];
      }
      // A norm at its bound is a constant, and then nothing is taken off.
      double along = norm > SMALLEST_NORM ? dot / (norm * norm) : 0;
      for (int c = 0; c < e.width(); c++) {
        double rest = from[gradient + c] - along * in[row + c];
        to[start(xGradient) + m * e.width() + c] += (float) (rest / norm);
      }
    }
  }

  @Override
  public void softmax(Tensor x, float scale, Tensor out) {
    requirePositive("softmax", scale);
    double[] exponentials = new double[RowExtents.of("softmax", x, out).width()];
    each(
        "softmax",
        x,
        out,
        (in, from, y, to, width) -> softmax(in, from, y, to, width, scale, exponentials));
  }

  @Override
  public void logSoftmax(Tensor x, float scale, Tensor out) {
    requirePositive("logSoftmax", scale);
    each(
        "logSoftmax",
        x,
        out,
        (in, from, y, to, width) -> {
          double max = max(in, from, width) * scale;
          double log = Math.log(sumExp(in, from, width, scale, max));
          for (int k = 0; k < width; k++) {
            y[to + k] = (float) ((double) scale * in[from + k] - max - log);
          }
        });
  }

  @Override
  public void argMax(Tensor x, int[] labels) {
    RowExtents e = RowExtents.ofArgMax(x, labels);
    float[] in = array("argMax", x);
    for (int m = 0; m < e.rows(); m++) {
      labels[m] = argMax(in, start(x) + m * e.width(), e.width());
    }
  }

  private static void each(String operation, Tensor x, Tensor out, Row row) {
    RowExtents e = RowExtents.of(operation, x, out);
    float[] in = array(operation, x);
    float[] result = array(operation, out);
    for (int m = 0; m < e.rows(); m++) {
      row.run(in, start(x) + m * e.width(), result, start(out) + m * e.width(), e.width());
    }
  }

  private static void requirePositive(String operation, float scale) {
    ShapeException.require(scale > 0, operation + ": scale", "above 0", scale);
  }

  private static void normalize(float[] in, int from, float[] out, int to, int width) {
    double scale = 1 / norm(in, from, width);
    for (int c = 0; c < width; c++) {
      out[to + c] = (float) (in[from + c] * scale);
    }
  }

  /** max(‖x‖₂, 1e-12). */
  static double norm(float[] x, int from, int width) {
    double squares = 0;
    for (int c = 0; c < width; c++) {
      squares += (double) x[from + c] * x[from + c];
    }
    return Math.max(Math.sqrt(squares), SMALLEST_NORM);
  }

  /** The softmax of one row; {@code exponentials} is room for as many values. */
  static void softmax(
      float[] in, int from, float[] out, int to, int width, float scale, double[] exponentials) {
    double max = max(in, from, width) * scale;
    double sum = 0;
    for (int k = 0; k < width; k++) {
      exponentials[k] = Math.exp((double) scale * in[from + k] - max);
      sum += exponentials[k];
    }
    for (int k = 0; k < width; k++) {
      out[to + k] = (float) (exponentials[k] / sum);
    }
  }

  static double max(float[] x, int from, int width) {
    double max = Double.NEGATIVE_INFINITY;
    for (int k = 0; k < width; k++) {
      max = Math.max(max, x[from + k]);
    }
    return max;
  }

  static double sumExp(float[] x, int from, int width, float scale, double max) {
    double sum = 0;
    for (int k = 0; k < width; k++) {
      sum += Math.exp((double) scale * x[from + k] - max);
    }
    return sum;
  }

  private static int argMax(float[] x, int from, int width) {
    int best = 0;
    for (int k = 0; k < width; k++) {
      if (Float.isNaN(x[from + k])) {
        return k;
      }
      if (x[from + k] > x[from + best]) {
        best = k;
      }
    }
    return best;
  }
}

package ai.stego.nn;

/** Formulas in double, as plain as can be; matrices are row-major. */
final class Formulas {
  private Formulas() {}

  static double[] doubles(float[] values) {
    double[] copy = new double[values.length];
    for (int i = 0; i < copy.length; i++) {
      copy[i] = values[i];
    }
    return copy;
  }

  /** a·b with the inner extent K. */
  static double[] product(double[] a, double[] b, int inner) {
    int rows = a.length / inner;
    int columns = b.length / inner;
    double[] y = new double[rows * columns];
    for (int m = 0; m < rows; m++) {
      for (int n = 0; n < columns; n++) {
        for (int k = 0; k < inner; k++) {
          y[m * columns + n] += a[m * inner + k] * b[k * columns + n];
        }
      }
    }
    return y;
  }

  static double[] transpose(double[] a, int columns) {
    int rows = a.length / columns;
    double[] y = new double[a.length];
    for (int m = 0; m < rows; m++) {
      for (int n = 0; n < columns; n++) {
        y[n * rows + m] = a[m * columns + n];
      }
    }
    return y;
  }

  /** x·Wᵀ + b. */
  static double[] linear(double[] x, double[] weight, double[] bias, int inner) {
    double[] y = product(x, transpose(weight, inner), inner);
    for (int i = 0; i < y.length; i++) {
      y[i] += bias[i % bias.length];
    }
    return y;
  }

  /** Rows of a width, each divided by its length. */
  static double[] normalize(double[] x, int width) {
    double[] y = new double[x.length];
    for (int row = 0; row < x.length; row += width) {
      double squares = 0;
      for (int k = 0; k < width; k++) {
        squares += x[row + k] * x[row + k];
      }
      for (int k = 0; k < width; k++) {
        y[row + k] = x[row + k] / Math.max(Math.sqrt(squares), 1e-12);
      }
    }
    return y;
  }

  /** The integral of the normal density from 0, by Simpson's rule. */
  static double normalDistribution(double x) {
    int steps = 2000;
    double width = x / steps;
    double sum = 0;
    for (int i = 0; i < steps; i++) {
      double from = i * width;
      sum += density(from) + 4 * density(from + width / 2) + density(from + width);
    }
    return 0.5 + sum * width / 6;
  }

  private static double density(double x) {
    return Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
  }

  /** The weights (H,h) by which one axis is resized. */
  static double[] resizeMatrix(int in, int out, boolean cubic) {
    double[] matrix = new double[out * in];
    for (int i = 0; i < out; i++) {
      double at = (i + 0.5) * in / out - 0.5;
      at = cubic ? at : Math.max(0, at);
      int first = (int) Math.floor(at);
      for (int tap = cubic ? -1 : 0; tap <= (cubic ? 2 : 1); tap++) {
        double distance = Math.abs(at - (first + tap));
        int column = Math.min(in - 1, Math.max(0, first + tap));
        matrix[i * in + column] += cubic ? cubic(distance) : 1 - distance;
      }
    }
    return matrix;
  }

  /** Keys' kernel with a = -0.75. */
  private static double cubic(double d) {
    double a = -0.75;
    return d <= 1
        ? (a + 2) * d * d * d - (a + 3) * d * d + 1
        : a * d * d * d - 5 * a * d * d + 8 * a * d - 4 * a;
  }

  /** One bilinear sample of every channel of a map (h,w,C) that begins at an offset. */
  static double[] sample(double[] x, int offset, int[] extents, double cx, double cy) {
    int height = extents[0];
    int width = extents[1];
    int channels = extents[2];
    double px = Math.min(width - 1, Math.max(0, (cx + 1) / 2 * (width - 1)));
    double py = Math.min(height - 1, Math.max(0, (cy + 1) / 2 * (height - 1)));
    double[] y = new double[channels];
    for (int i = 0; i < height; i++) {
      for (int j = 0; j < width; j++) {
        double weight = Math.max(0, 1 - Math.abs(py - i)) * Math.max(0, 1 - Math.abs(px - j));
        for (int c = 0; c < channels; c++) {
          y[c] += weight * x[offset + (i * width + j) * channels + c];
        }
      }
    }
    return y;
  }
}

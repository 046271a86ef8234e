package ai.stego.segment;

/** What the CRF does to one pixel's row of classes. */
final class ClassRows {
  private ClassRows() {}

  /**
   * out = log max(softmax(in), least) for the row of {@code classes} values from {@code row} on.
   */
  static void clippedLogSoftmax(float[] in, int row, float[] out, int classes, float least) {
    float largest = largest(in, row, classes);
    double sum = 0;
    for (int c = 0; c < classes; c++) {
      sum += Math.exp(in[row + c] - largest);
    }
    double shift = largest + Math.log(sum);
    double floor = Math.log(least);
    for (int c = 0; c < classes; c++) {
      out[row + c] = (float) Math.max(in[row + c] - shift, floor);
    }
  }

  /** x = softmax(x) for one row. */
  static void softmax(float[] x, int row, int classes) {
    float largest = largest(x, row, classes);
    float sum = 0;
    for (int c = 0; c < classes; c++) {
      float e = (float) Math.exp(x[row + c] - largest);
      x[row + c] = e;
      sum += e;
    }
    float factor = 1 / sum;
    for (int c = 0; c < classes; c++) {
      x[row + c] *= factor;
    }
  }

  /** The first index, counted from 0 within the row, of the row's largest value. */
  static int argMax(float[] x, int row, int classes) {
    int best = 0;
    for (int c = 1; c < classes; c++) {
      if (x[row + c] > x[row + best]) {
        best = c;
      }
    }
    return best;
  }

  private static float largest(float[] x, int row, int classes) {
    float largest = x[row];
    for (int c = 1; c < classes; c++) {
      largest = Math.max(largest, x[row + c]);
    }
    return largest;
  }
}

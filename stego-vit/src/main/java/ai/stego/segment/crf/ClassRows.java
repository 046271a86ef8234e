package ai.stego.segment.crf;

/** What is done to the pixels' rows of classes. */
public final class ClassRows {
  private static final float MIDDLE = 15f / 32;
  private static final float EXP_MINUS_MIDDLE = (float) Math.exp(-MIDDLE);

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

  /**
   * x = softmax(x) for rows {@code from} to before {@code to}, in three passes. The middle one,
   * over all rows in one loop, is where the time goes.
   */
  static void softmax(float[] x, int from, int to, int classes) {
    for (int row = from * classes; row < to * classes; row += classes) {
      float largest = largest(x, row, classes);
      for (int c = 0; c < classes; c++) {
        x[row + c] -= largest;
      }
    }
    exp(x, from * classes, to * classes);
    for (int row = from * classes; row < to * classes; row += classes) {
      float sum = 0;
      for (int c = 0; c < classes; c++) {
        sum += x[row + c];
      }
      float factor = 1 / sum;
      for (int c = 0; c < classes; c++) {
        x[row + c] *= factor;
      }
    }
  }

  /**
   * x = exp(max(x, -30)) for x of 0 or less, within 1e-5 of the value: exp(x/32) by Taylor's series
   * to the seventh power about the middle of its range, then squared five times. Slower to converge
   * than the usual split of the exponent, but made of sums and products alone, which C2 vectorises.
   * Below exp(-30) = 1e-13 a probability does not matter.
   */
  static void exp(float[] x, int from, int to) {
    for (int i = from; i < to; i++) {
      float t = Math.max(x[i], -30f) * (1f / 32) + MIDDLE;
      float high = 1f / 24 + t * (1f / 120 + t * (1f / 720 + t * (1f / 5040)));
      float y = EXP_MINUS_MIDDLE * (1 + t * (1 + t * (0.5f + t * (1f / 6 + t * high))));
      y *= y;
      y *= y;
      y *= y;
      y *= y;
      x[i] = y * y;
    }
  }

  /**
   * The index of a row's largest value; of equal ones the first.
   *
   * @param x rows of values
   * @param row where the row begins
   * @param classes values in the row
   * @return the index, counted from 0 within the row
   */
  public static int argMax(float[] x, int row, int classes) {
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

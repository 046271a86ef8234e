package ai.stego.segment.crf;

/** What is done to the pixels' rows of classes. */
public final class ClassRows {
  private ClassRows() {}

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
}

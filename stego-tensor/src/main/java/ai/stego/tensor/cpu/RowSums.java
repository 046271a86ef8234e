package ai.stego.tensor.cpu;

/**
 * The inner loop of the plain matrix products, in the form that C2 turns into vector instructions
 * without the Vector API: rows in arrays of their own, read and written at the bare loop variable.
 *
 * <p>Four rows are added at a time, so that a sum is loaded and stored once for four products, and
 * every four rows serve all rows of sums while they are in the first-level cache. Two rows of sums
 * at a time, or eight rows, are not vectorised on JDK 17. Each sum is taken in the order of k, in
 * float32, whatever the grouping.
 */
final class RowSums {
  private static final int GROUP = 4;

  private RowSums() {}

  /** sums[r][n] += Σₖ factors[start + r·K + k] · rows[k][n], for n below {@code width}. */
  static void add(
      float[] factors, int start, float[][] rows, float[][] sums, int count, int width) {
    int depth = rows.length;
    int grouped = depth - depth % GROUP;
    for (int k = 0; k < grouped; k += GROUP) {
      for (int r = 0; r < count; r++) {
        addFour(factors, start + r * depth + k, rows, k, sums[r], width);
      }
    }
    for (int k = grouped; k < depth; k++) {
      for (int r = 0; r < count; r++) {
        addOne(factors[start + r * depth + k], rows[k], sums[r], width);
      }
    }
  }

  private static void addFour(
      float[] factors, int at, float[][] rows, int k, float[] sums, int width) {
    float factor0 = factors[at];
    float factor1 = factors[at + 1];
    float factor2 = factors[at + 2];
    float factor3 = factors[at + 3];
    float[] row0 = rows[k];
    float[] row1 = rows[k + 1];
    float[] row2 = rows[k + 2];
    float[] row3 = rows[k + 3];
    for (int n = 0; n < width; n++) {
      sums[n] =
          sums[n] + factor0 * row0[n] + factor1 * row1[n] + factor2 * row2[n] + factor3 * row3[n];
    }
  }

  private static void addOne(float factor, float[] row, float[] sums, int width) {
    for (int n = 0; n < width; n++) {
      sums[n] += factor * row[n];
    }
  }
}

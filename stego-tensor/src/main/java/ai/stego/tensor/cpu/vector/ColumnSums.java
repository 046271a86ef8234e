package ai.stego.tensor.cpu.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** Sums over the rows of a matrix, column by column. */
final class ColumnSums {
  private static final VectorSpecies<Float> S = Lanes.FLOATS;
  private static final int L = Lanes.COUNT;

  /** Rows that are summed in float32 before the sum goes on in double. */
  private static final int ROWS = 32;

  private ColumnSums() {}

  /** sums[c - from] += Σ over the rows, for the columns from..to-1. */
  static void add(RowBlock x, int from, int to, double[] sums) {
    float[] part = new float[L];
    for (int first = 0; first < x.rows(); first += ROWS) {
      int last = Math.min(first + ROWS, x.rows());
      int c = from;
      for (; c <= to - L; c += L) {
        FloatVector sum = FloatVector.zero(S);
        for (int row = first; row < last; row++) {
          sum = sum.add(FloatVector.fromArray(S, x.values(), x.at(row) + c));
        }
        sum.intoArray(part, 0);
        for (int lane = 0; lane < L; lane++) {
          sums[c - from + lane] += part[lane];
        }
      }
      for (; c < to; c++) {
        float sum = 0;
        for (int row = first; row < last; row++) {
          sum += x.values()[x.at(row) + c];
        }
        sums[c - from] += sum;
      }
    }
  }
}

package ai.stego.tensor.cpu.vector;

import ai.stego.tensor.SparseRows;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** A sparse matrix times a block of columns that stays in registers while a row is summed. */
final class SparseBlock {
  private static final VectorSpecies<Float> S = Lanes.FLOATS;
  private static final int L = Lanes.COUNT;

  /** Columns of the wide block at most. */
  static final int WIDE = 4 * L;

  private SparseBlock() {}

  /**
   * out += M · in in four vectors of columns from {@code first} on. The last of them begins at
   * {@code last}, and may share columns with the third: it adds the same to them.
   */
  static void addWide(
      SparseRows matrix,
      int from,
      int to,
      float[] in,
      float[] out,
      int rowLength,
      int first,
      int last) {
    int[] start = matrix.start();
    int[] column = matrix.column();
    float[] weight = matrix.weight();
    int shift = last - first;
    for (int row = from; row < to; row++) {
      int o = row * rowLength + first;
      FloatVector a = FloatVector.fromArray(S, out, o);
      FloatVector b = FloatVector.fromArray(S, out, o + L);
      FloatVector c = FloatVector.fromArray(S, out, o + 2 * L);
      FloatVector d = FloatVector.fromArray(S, out, o + shift);
      int end = start[row + 1];
      for (int entry = start[row]; entry < end; entry++) {
        int i = column[entry] * rowLength + first;
        FloatVector w = FloatVector.broadcast(S, weight[entry]);
        a = w.fma(FloatVector.fromArray(S, in, i), a);
        b = w.fma(FloatVector.fromArray(S, in, i + L), b);
        c = w.fma(FloatVector.fromArray(S, in, i + 2 * L), c);
        d = w.fma(FloatVector.fromArray(S, in, i + shift), d);
      }
      a.intoArray(out, o);
      b.intoArray(out, o + L);
      c.intoArray(out, o + 2 * L);
      d.intoArray(out, o + shift);
    }
  }

  /** out += M · in in one vector of columns from {@code first} on. */
  static void addNarrow(
      SparseRows matrix, int from, int to, float[] in, float[] out, int rowLength, int first) {
    int[] start = matrix.start();
    int[] column = matrix.column();
    float[] weight = matrix.weight();
    for (int row = from; row < to; row++) {
      FloatVector a = FloatVector.fromArray(S, out, row * rowLength + first);
      int end = start[row + 1];
      for (int entry = start[row]; entry < end; entry++) {
        FloatVector x = FloatVector.fromArray(S, in, column[entry] * rowLength + first);
        a = x.fma(FloatVector.broadcast(S, weight[entry]), a);
      }
      a.intoArray(out, row * rowLength + first);
    }
  }
}

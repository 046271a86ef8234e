package ai.stego.tensor.cpu.vector;

import ai.stego.tensor.RowChains;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The blur along chains of rows, in place: what a row was before stays in registers until its
 * successor has used it, so that each row is read and written once.
 */
final class ChainBlur {
  private static final VectorSpecies<Float> S = Lanes.FLOATS;
  private static final int L = Lanes.COUNT;

  /** Columns of the wide block at most. */
  static final int WIDE = 4 * L;

  private ChainBlur() {}

  /**
   * Blurs four vectors of columns from {@code first} on. The last of them begins at {@code last},
   * and may share columns with the third: a row is read before any of it is written.
   */
  static void wide(
      RowChains chains, int from, int to, float[] x, int rowLength, int first, int last) {
    int[] start = chains.start();
    int[] row = chains.row();
    int shift = last - first;
    for (int chain = from; chain < to; chain++) {
      int at = start[chain];
      int end = start[chain + 1];
      int here = row[at] * rowLength + first;
      FloatVector a = FloatVector.zero(S);
      FloatVector b = a;
      FloatVector c = a;
      FloatVector d = a;
      for (at++; at < end; at++) {
        int next = row[at] * rowLength + first;
        FloatVector e = FloatVector.fromArray(S, x, here);
        FloatVector f = FloatVector.fromArray(S, x, here + L);
        FloatVector g = FloatVector.fromArray(S, x, here + 2 * L);
        FloatVector h = FloatVector.fromArray(S, x, here + shift);
        blur(x, here, a, e, next);
        blur(x, here + L, b, f, next + L);
        blur(x, here + 2 * L, c, g, next + 2 * L);
        blur(x, here + shift, d, h, next + shift);
        a = e;
        b = f;
        c = g;
        d = h;
        here = next;
      }
      FloatVector h = FloatVector.fromArray(S, x, here + shift);
      blurLast(x, here, a);
      blurLast(x, here + L, b);
      blurLast(x, here + 2 * L, c);
      d.mul(0.5f).add(h).intoArray(x, here + shift);
    }
  }

  /** Blurs one vector of columns from {@code first} on. */
  static void narrow(RowChains chains, int from, int to, float[] x, int rowLength, int first) {
    int[] start = chains.start();
    int[] row = chains.row();
    for (int chain = from; chain < to; chain++) {
      int at = start[chain];
      int end = start[chain + 1];
      int here = row[at] * rowLength + first;
      FloatVector before = FloatVector.zero(S);
      for (at++; at < end; at++) {
        int next = row[at] * rowLength + first;
        FloatVector value = FloatVector.fromArray(S, x, here);
        blur(x, here, before, value, next);
        before = value;
        here = next;
      }
      blurLast(x, here, before);
    }
  }

  private static void blur(float[] x, int here, FloatVector before, FloatVector value, int next) {
    before.add(FloatVector.fromArray(S, x, next)).mul(0.5f).add(value).intoArray(x, here);
  }

  private static void blurLast(float[] x, int here, FloatVector before) {
    before.mul(0.5f).add(FloatVector.fromArray(S, x, here)).intoArray(x, here);
  }
}

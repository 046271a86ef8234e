package ai.stego.tensor.cpu.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/**
 * Rows of a few vectors and a rest, such as a value for each class: the rest is a vector that
 * overlaps the one before.
 */
final class ShortRow {
  private static final VectorSpecies<Float> S = Lanes.FLOATS;
  private static final int L = Lanes.COUNT;

  /** At count % L: the lanes of the last vector that no other vector has. */
  private static final VectorMask<Float>[] REST = rests();

  private ShortRow() {}

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static VectorMask<Float>[] rests() {
    VectorMask<Float>[] masks = new VectorMask[L];
    for (int rest = 0; rest < L; rest++) {
      masks[rest] = VectorMask.fromLong(S, ((1L << rest) - 1) << (L - rest));
    }
    return masks;
  }

  /** Σ x. */
  static float sum(float[] x, int from, int count) {
    if (count < L) {
      float sum = 0;
      for (int i = from; i < from + count; i++) {
        sum += x[i];
      }
      return sum;
    }
    int last = from + count - L;
    FloatVector sum = FloatVector.zero(S).blend(FloatVector.fromArray(S, x, last), REST[count % L]);
    for (int i = from; i <= last; i += L) {
      sum = sum.add(FloatVector.fromArray(S, x, i));
    }
    return Lanes.sum(sum);
  }

  /** y = factor·x; x and y must not overlap. */
  static void scale(float[] x, int from, float factor, float[] y, int to, int count) {
    if (count < L) {
      for (int i = 0; i < count; i++) {
        y[to + i] = x[from + i] * factor;
      }
      return;
    }
    for (int i = 0; i < count; i += L) {
      int at = Math.min(i, count - L);
      FloatVector.fromArray(S, x, from + at).mul(factor).intoArray(y, to + at);
    }
  }
}

package ai.stego.tensor.cpu.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** Loops over runs of values: element by element, and sums and maxima of a run. */
final class Elementwise {
  private static final VectorSpecies<Float> S = Lanes.FLOATS;
  private static final int L = Lanes.COUNT;

  private Elementwise() {}

  /** x = x/2 · (1 + erf(x/√2)), in place. */
  static void gelu(float[] x, int start, int count) {
    int end = start + S.loopBound(count);
    for (int i = start; i < end; i += L) {
      VectorMath.gelu(FloatVector.fromArray(S, x, i)).intoArray(x, i);
    }
    int rest = start + count - end;
    if (rest > 0) {
      float[] tail = new float[L];
      System.arraycopy(x, end, tail, 0, rest);
      VectorMath.gelu(FloatVector.fromArray(S, tail, 0)).intoArray(tail, 0);
      System.arraycopy(tail, 0, x, end, rest);
    }
  }

  /** x = max(x, 0), in place. */
  static void relu(float[] x, int start, int count) {
    int i = start;
    for (int end = start + S.loopBound(count); i < end; i += L) {
      FloatVector.fromArray(S, x, i).max(0f).intoArray(x, i);
    }
    for (; i < start + count; i++) {
      x[i] = Math.max(x[i], 0);
    }
  }

  /** y = factor·x. */
  static void scale(float[] x, int from, float factor, float[] y, int to, int count) {
    int i = 0;
    for (int end = S.loopBound(count); i < end; i += L) {
      FloatVector.fromArray(S, x, from + i).mul(factor).intoArray(y, to + i);
    }
    for (; i < count; i++) {
      y[to + i] = x[from + i] * factor;
    }
  }

  /** y += factor·x. */
  static void addScaled(float[] x, int from, float factor, float[] y, int to, int count) {
    int i = 0;
    for (int end = S.loopBound(count); i < end; i += L) {
      FloatVector.fromArray(S, x, from + i)
          .mul(factor)
          .add(FloatVector.fromArray(S, y, to + i))
          .intoArray(y, to + i);
    }
    for (; i < count; i++) {
      y[to + i] += x[from + i] * factor;
    }
  }

  /** y = x - shift. */
  static void subtract(float[] x, int from, float shift, float[] y, int to, int count) {
    int i = 0;
    for (int end = S.loopBound(count); i < end; i += L) {
      FloatVector.fromArray(S, x, from + i).sub(shift).intoArray(y, to + i);
    }
    for (; i < count; i++) {
      y[to + i] = x[from + i] - shift;
    }
  }

  /** x = exp(x) from index 0 on, in place; whole vectors. */
  static void exp(float[] x, int count) {
    for (int i = 0; i < count; i += L) {
      VectorMath.exp(FloatVector.fromArray(S, x, i)).intoArray(x, i);
    }
  }

  /** Copies {@link GemmTile#COLUMNS} values: too few for a call of the general copy to pay. */
  static void copyTile(float[] x, int from, float[] y, int to) {
    FloatVector.fromArray(S, x, from).intoArray(y, to);
    FloatVector.fromArray(S, x, from + L).intoArray(y, to + L);
  }
}

package ai.stego.tensor.cpu.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** Sums and maxima of runs of values, in an order that depends on the length alone. */
final class Reductions {
  private static final VectorSpecies<Float> S = Lanes.FLOATS;
  private static final int L = Lanes.COUNT;
  private static final double LEAST_NORM = 1e-12;
  // Between these a float sum of squares has lost nothing to overflow or underflow that matters.
  private static final float LEAST_SQUARES = 1e-24f;
  private static final float GREATEST_SQUARES = 1e37f;

  private Reductions() {}

  /** The largest value, NaN aside; -∞ if there is none. */
  static float max(float[] x, int start, int count) {
    FloatVector a = FloatVector.broadcast(S, Float.NEGATIVE_INFINITY);
    FloatVector b = a;
    int i = start;
    for (int end = start + count / (2 * L) * (2 * L); i < end; i += 2 * L) {
      FloatVector left = FloatVector.fromArray(S, x, i);
      FloatVector right = FloatVector.fromArray(S, x, i + L);
      a = a.blend(left, left.compare(VectorOperators.GT, a));
      b = b.blend(right, right.compare(VectorOperators.GT, b));
    }
    float max = a.max(b).reduceLanes(VectorOperators.MAX);
    for (; i < start + count; i++) {
      max = x[i] > max ? x[i] : max;
    }
    return max;
  }

  /** The smallest value, NaN aside; ∞ if there is none. */
  static float min(float[] x, int start, int count) {
    FloatVector a = FloatVector.broadcast(S, Float.POSITIVE_INFINITY);
    FloatVector b = a;
    int i = start;
    for (int end = start + count / (2 * L) * (2 * L); i < end; i += 2 * L) {
      FloatVector left = FloatVector.fromArray(S, x, i);
      FloatVector right = FloatVector.fromArray(S, x, i + L);
      a = a.blend(left, left.compare(VectorOperators.LT, a));
      b = b.blend(right, right.compare(VectorOperators.LT, b));
    }
    float min = a.min(b).reduceLanes(VectorOperators.MIN);
    for (; i < start + count; i++) {
      min = x[i] < min ? x[i] : min;
    }
    return min;
  }

  /**
   * x = exp(scale·(x - shift)) in place; returns the sum. Whole vectors: pad x with -∞. One
   * exponential in the loop, not two: C2 stops inlining in a method of more than some 18,000 nodes,
   * and then makes an object of every vector.
   */
  static float expAndSum(float[] x, int start, int count, float shift, float scale) {
    FloatVector sum = FloatVector.zero(S);
    for (int i = start, end = start + S.loopBound(count); i < end; i += L) {
      FloatVector e = VectorMath.exp(FloatVector.fromArray(S, x, i).sub(shift).mul(scale));
      e.intoArray(x, i);
      sum = sum.add(e);
    }
    return Lanes.sum(sum);
  }

  /**
   * x = 2^(factor·x - shift) in place; returns the sum. Whole vectors: pad x with -∞. The exponent
   * is rounded once, so that large scores keep their differences.
   */
  static float exp2AndSum(float[] x, int start, int count, float factor, float shift) {
    FloatVector factors = FloatVector.broadcast(S, factor);
    FloatVector shifts = FloatVector.broadcast(S, -shift);
    FloatVector sum = FloatVector.zero(S);
    for (int i = start, end = start + S.loopBound(count); i < end; i += L) {
      FloatVector e = VectorMath.exp2(FloatVector.fromArray(S, x, i).fma(factors, shifts));
      e.intoArray(x, i);
      sum = sum.add(e);
    }
    return Lanes.sum(sum);
  }

  /** Σ x. */
  static float sum(float[] x, int start, int count) {
    FloatVector a = FloatVector.zero(S);
    FloatVector b = a;
    int i = start;
    for (int end = start + count / (2 * L) * (2 * L); i < end; i += 2 * L) {
      a = a.add(FloatVector.fromArray(S, x, i));
      b = b.add(FloatVector.fromArray(S, x, i + L));
    }
    float sum = Lanes.sum(a.add(b));
    for (; i < start + count; i++) {
      sum += x[i];
    }
    return sum;
  }

  /** Σ x·y. */
  static float dot(float[] x, int xStart, float[] y, int yStart, int count) {
    FloatVector a = FloatVector.zero(S);
    FloatVector b = a;
    int i = 0;
    for (int end = count / (2 * L) * (2 * L); i < end; i += 2 * L) {
      a = FloatVector.fromArray(S, x, xStart + i).fma(FloatVector.fromArray(S, y, yStart + i), a);
      b =
          FloatVector.fromArray(S, x, xStart + i + L)
              .fma(FloatVector.fromArray(S, y, yStart + i + L), b);
    }
    float sum = Lanes.sum(a.add(b));
    for (; i < count; i++) {
      sum = Math.fma(x[xStart + i], y[yStart + i], sum);
    }
    return sum;
  }

  /** max(‖x‖₂, 1e-12), also where float32 squares overflow or vanish. */
  static double norm(float[] x, int start, int count) {
    double squares = dot(x, start, x, start, count);
    if (!(squares >= LEAST_SQUARES && squares <= GREATEST_SQUARES)) {
      squares = 0;
      for (int i = start; i < start + count; i++) {
        squares += (double) x[i] * x[i];
      }
    }
    return Math.max(Math.sqrt(squares), LEAST_NORM);
  }
}

package ai.stego.tensor.cpu.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The passes of a softmax over rows of more than three vectors and at most four, without padding:
 * the last vector ends where the row does, and shares columns with the third. All of a row is read
 * before any of it is written, so that shared columns are written twice with the same value.
 */
final class WideRows {
  private static final VectorSpecies<Float> S = Lanes.FLOATS;
  private static final int L = Lanes.COUNT;

  private WideRows() {}

  /** Whether rows of so many values are such rows. */
  static boolean fit(int rowLength) {
    return rowLength > 3 * L && rowLength <= 4 * L;
  }

  /** x -= the largest value of its row, NaN aside. */
  static void subtractLargest(float[] x, int start, int end, int rowLength) {
    for (int row = start; row < end; row += rowLength) {
      FloatVector a = FloatVector.fromArray(S, x, row);
      FloatVector b = FloatVector.fromArray(S, x, row + L);
      FloatVector c = FloatVector.fromArray(S, x, row + 2 * L);
      FloatVector d = FloatVector.fromArray(S, x, row + rowLength - L);
      FloatVector max = larger(larger(larger(a, b), c), d);
      float largest = max.reduceLanes(VectorOperators.MAX);
      a.sub(largest).intoArray(x, row);
      b.sub(largest).intoArray(x, row + L);
      c.sub(largest).intoArray(x, row + 2 * L);
      d.sub(largest).intoArray(x, row + rowLength - L);
    }
  }

  private static FloatVector larger(FloatVector a, FloatVector b) {
    return a.blend(b, b.compare(VectorOperators.GT, a));
  }

  /** x = exp(x), one row behind the other: what is left at the end was read before the rest. */
  static void exp(float[] x, int start, int end) {
    FloatVector last = FloatVector.fromArray(S, x, end - L);
    for (int i = start; i + L <= end; i += L) {
      VectorMath.exp(FloatVector.fromArray(S, x, i)).intoArray(x, i);
    }
    VectorMath.exp(last).intoArray(x, end - L);
  }

  /** x /= the sum of its row. */
  static void divideBySum(float[] x, int start, int end, int rowLength) {
    VectorMask<Float> shared = VectorMask.fromLong(S, (1L << (4 * L - rowLength)) - 1);
    for (int row = start; row < end; row += rowLength) {
      FloatVector a = FloatVector.fromArray(S, x, row);
      FloatVector b = FloatVector.fromArray(S, x, row + L);
      FloatVector c = FloatVector.fromArray(S, x, row + 2 * L);
      FloatVector d = FloatVector.fromArray(S, x, row + rowLength - L);
      float factor = 1 / Lanes.sum(a.add(b).add(c).add(d.blend(0f, shared)));
      a.mul(factor).intoArray(x, row);
      b.mul(factor).intoArray(x, row + L);
      c.mul(factor).intoArray(x, row + 2 * L);
      d.mul(factor).intoArray(x, row + rowLength - L);
    }
  }

  /** x = max(x - shift, floor) for one row. */
  static void subtractAndClip(float[] x, int row, int rowLength, float shift, float floor) {
    FloatVector d = FloatVector.fromArray(S, x, row + rowLength - L);
    for (int i = row; i < row + 3 * L; i += L) {
      FloatVector.fromArray(S, x, i).sub(shift).max(floor).intoArray(x, i);
    }
    d.sub(shift).max(floor).intoArray(x, row + rowLength - L);
  }
}

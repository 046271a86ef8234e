package ai.stego.tensor.cpu.vector;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The passes of a softmax over short rows of whole vectors. Each pass goes over many rows, which do
 * not wait for each other; a row taken through all three at once is a long chain of dependences.
 */
final class PaddedRows {
  private static final VectorSpecies<Float> S = Lanes.FLOATS;
  private static final int L = Lanes.COUNT;

  private PaddedRows() {}

  /** x -= the largest value of its row, NaN aside. */
  static void subtractLargest(float[] x, int start, int end, int rowLength) {
    for (int row = start; row < end; row += rowLength) {
      FloatVector max = FloatVector.fromArray(S, x, row);
      for (int i = row + L; i < row + rowLength; i += L) {
        FloatVector value = FloatVector.fromArray(S, x, i);
        max = max.blend(value, value.compare(VectorOperators.GT, max));
      }
      float largest = max.reduceLanes(VectorOperators.MAX);
      for (int i = row; i < row + rowLength; i += L) {
        FloatVector.fromArray(S, x, i).sub(largest).intoArray(x, i);
      }
    }
  }

  /** x = exp(x). */
  static void exp(float[] x, int start, int end) {
    for (int i = start; i < end; i += L) {
      VectorMath.exp(FloatVector.fromArray(S, x, i)).intoArray(x, i);
    }
  }

  /** x /= the sum of its row. */
  static void divideBySum(float[] x, int start, int end, int rowLength) {
    for (int row = start; row < end; row += rowLength) {
      FloatVector sum = FloatVector.fromArray(S, x, row);
      for (int i = row + L; i < row + rowLength; i += L) {
        sum = sum.add(FloatVector.fromArray(S, x, i));
      }
      float factor = 1 / Lanes.sum(sum);
      for (int i = row; i < row + rowLength; i += L) {
        FloatVector.fromArray(S, x, i).mul(factor).intoArray(x, i);
      }
    }
  }

  /** Copies rows of {@code channels} values and puts -∞ behind each. */
  static void pad(float[] in, int channels, int from, int to, float[] out, int rowLength) {
    for (int row = from; row < to; row++) {
      int start = row * rowLength;
      System.arraycopy(in, row * channels, out, start, channels);
      Arrays.fill(out, start + channels, start + rowLength, Float.NEGATIVE_INFINITY);
    }
  }

  /** x = max(x - shift, floor) for one row. */
  static void subtractAndClip(float[] x, int start, int rowLength, float shift, float floor) {
    for (int i = start; i < start + rowLength; i += L) {
      FloatVector.fromArray(S, x, i).sub(shift).max(floor).intoArray(x, i);
    }
  }
}

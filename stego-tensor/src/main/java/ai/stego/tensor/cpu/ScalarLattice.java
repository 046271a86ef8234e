package ai.stego.tensor.cpu;

import ai.stego.tensor.LatticeOps;
import ai.stego.tensor.RowChains;
import ai.stego.tensor.SparseRows;
import java.util.Arrays;

/** The loops of the lattice in plain Java, without padding. */
public final class ScalarLattice implements LatticeOps {
  private static final float MIDDLE = 15f / 32;
  private static final float EXP_MINUS_MIDDLE = (float) Math.exp(-MIDDLE);

  /** Makes the family. */
  public ScalarLattice() {}

  @Override
  public int rowLength(int channels) {
    return channels;
  }

  @Override
  public void multiply(
      SparseRows matrix, int from, int to, float[] in, float[] out, int rowLength) {
    Arrays.fill(out, from * rowLength, to * rowLength, 0);
    multiplyAdd(matrix, from, to, in, out, rowLength);
  }

  /** Three entries in one loop: to start a loop costs as much as some twenty channels. */
  @Override
  public void multiplyAdd(
      SparseRows matrix, int from, int to, float[] in, float[] out, int rowLength) {
    if (rowLength == 1) {
      addValues(matrix, from, to, in, out);
      return;
    }
    int[] start = matrix.start();
    for (int row = from; row < to; row++) {
      int entry = start[row];
      for (; entry + 2 < start[row + 1]; entry += 3) {
        addThree(matrix, entry, in, out, row * rowLength, rowLength);
      }
      for (; entry < start[row + 1]; entry++) {
        addOne(matrix, entry, in, out, row * rowLength, rowLength);
      }
    }
  }

  /** Rows of one channel, as sums of kernels are: no loop for each entry. */
  private static void addValues(SparseRows matrix, int from, int to, float[] in, float[] out) {
    int[] column = matrix.column();
    float[] weight = matrix.weight();
    for (int row = from; row < to; row++) {
      float sum = out[row];
      for (int entry = matrix.start()[row]; entry < matrix.start()[row + 1]; entry++) {
        sum += weight[entry] * in[column[entry]];
      }
      out[row] = sum;
    }
  }

  private static void addThree(
      SparseRows matrix, int entry, float[] in, float[] out, int to, int length) {
    int a = matrix.column()[entry] * length;
    int b = matrix.column()[entry + 1] * length;
    int c = matrix.column()[entry + 2] * length;
    float u = matrix.weight()[entry];
    float v = matrix.weight()[entry + 1];
    float w = matrix.weight()[entry + 2];
    for (int i = 0; i < length; i++) {
      out[to + i] += u * in[a + i] + v * in[b + i] + w * in[c + i];
    }
  }

  private static void addOne(
      SparseRows matrix, int entry, float[] in, float[] out, int to, int length) {
    int a = matrix.column()[entry] * length;
    float u = matrix.weight()[entry];
    for (int i = 0; i < length; i++) {
      out[to + i] += u * in[a + i];
    }
  }

  @Override
  public void blur(RowChains chains, int from, int to, float[] x, int rowLength) {
    if (rowLength == 1) {
      blurValues(chains, from, to, x);
      return;
    }
    float[] before = new float[rowLength];
    int[] row = chains.row();
    for (int chain = from; chain < to; chain++) {
      Arrays.fill(before, 0);
      int last = chains.start()[chain + 1] - 1;
      for (int at = chains.start()[chain]; at < last; at++) {
        blurRow(before, x, row[at] * rowLength, row[at + 1] * rowLength);
      }
      blurLast(before, x, row[last] * rowLength);
    }
  }

  private static void blurValues(RowChains chains, int from, int to, float[] x) {
    int[] row = chains.row();
    for (int chain = from; chain < to; chain++) {
      float before = 0;
      int last = chains.start()[chain + 1] - 1;
      for (int at = chains.start()[chain]; at < last; at++) {
        float value = x[row[at]];
        x[row[at]] = value + 0.5f * (before + x[row[at + 1]]);
        before = value;
      }
      x[row[last]] += 0.5f * before;
    }
  }

  /** Blurs the row at {@code here}, and keeps what it was in {@code before}. */
  private static void blurRow(float[] before, float[] x, int here, int next) {
    for (int i = 0; i < before.length; i++) {
      float value = x[here + i];
      x[here + i] = value + 0.5f * (before[i] + x[next + i]);
      before[i] = value;
    }
  }

  private static void blurLast(float[] before, float[] x, int here) {
    for (int i = 0; i < before.length; i++) {
      x[here + i] += 0.5f * before[i];
    }
  }

  /** In three passes. The middle one, over all rows in one loop, is where the time goes. */
  @Override
  public void softmax(float[] x, int from, int to, int rowLength) {
    for (int row = from * rowLength; row < to * rowLength; row += rowLength) {
      float largest = x[row];
      for (int i = row + 1; i < row + rowLength; i++) {
        largest = Math.max(largest, x[i]);
      }
      for (int i = row; i < row + rowLength; i++) {
        x[i] -= largest;
      }
    }
    exp(x, from * rowLength, to * rowLength);
    for (int row = from * rowLength; row < to * rowLength; row += rowLength) {
      float sum = 0;
      for (int i = row; i < row + rowLength; i++) {
        sum += x[i];
      }
      float factor = 1 / sum;
      for (int i = row; i < row + rowLength; i++) {
        x[i] *= factor;
      }
    }
  }

  @Override
  public void clippedLogSoftmax(
      float[] in, int channels, int from, int to, float least, float[] out) {
    double floor = Math.log(least);
    for (int row = from * channels; row < to * channels; row += channels) {
      float largest = in[row];
      for (int i = row + 1; i < row + channels; i++) {
        largest = Math.max(largest, in[i]);
      }
      double sum = 0;
      for (int i = row; i < row + channels; i++) {
        sum += Math.exp(in[i] - largest);
      }
      double shift = largest + Math.log(sum);
      for (int i = row; i < row + channels; i++) {
        out[i] = (float) Math.max(in[i] - shift, floor);
      }
    }
  }

  /**
   * x = exp(max(x, -30)) for x of 0 or less, within 1e-5 of the value: exp(x/32) by Taylor's series
   * to the seventh power about the middle of its range, then squared five times. Slower to converge
   * than the usual split of the exponent, but made of sums and products alone, which C2 vectorises.
   * Below exp(-30) = 1e-13 a probability does not matter.
   */
  static void exp(float[] x, int from, int to) {
    for (int i = from; i < to; i++) {
      float t = Math.max(x[i], -30f) * (1f / 32) + MIDDLE;
      float high = 1f / 24 + t * (1f / 120 + t * (1f / 720 + t * (1f / 5040)));
      float y = EXP_MINUS_MIDDLE * (1 + t * (1 + t * (0.5f + t * (1f / 6 + t * high))));
      y *= y;
      y *= y;
      y *= y;
      y *= y;
      x[i] = y * y;
    }
  }
}

package ai.stego.tensor.cpu.vector;

import ai.stego.tensor.LatticeOps;
import ai.stego.tensor.RowChains;
import ai.stego.tensor.SparseRows;
import java.util.Arrays;

/**
 * The loops of the lattice in vectors: rows are padded to whole vectors, but for rows of four,
 * whose last two may share columns.
 */
final class VectorLattice implements LatticeOps {
  /** Rows that are zeroed, or exponentiated, and then summed while they are in the first cache. */
  private static final int ROWS = 32;

  @Override
  public int rowLength(int channels) {
    return WideRows.fit(channels) ? channels : Lanes.roundUp(channels, Lanes.COUNT);
  }

  @Override
  public void multiply(
      SparseRows matrix, int from, int to, float[] in, float[] out, int rowLength) {
    for (int row = from; row < to; row += ROWS) {
      int end = Math.min(to, row + ROWS);
      Arrays.fill(out, row * rowLength, end * rowLength, 0);
      multiplyAdd(matrix, row, end, in, out, rowLength);
    }
  }

  @Override
  public void multiplyAdd(
      SparseRows matrix, int from, int to, float[] in, float[] out, int rowLength) {
    if (WideRows.fit(rowLength)) {
      int last = rowLength - Lanes.COUNT;
      SparseBlock.addWide(matrix, from, to, in, out, rowLength, 0, last);
      return;
    }
    int column = 0;
    for (; column + SparseBlock.WIDE <= rowLength; column += SparseBlock.WIDE) {
      int last = column + SparseBlock.WIDE - Lanes.COUNT;
      SparseBlock.addWide(matrix, from, to, in, out, rowLength, column, last);
    }
    for (; column < rowLength; column += Lanes.COUNT) {
      SparseBlock.addNarrow(matrix, from, to, in, out, rowLength, column);
    }
  }

  @Override
  public void blur(RowChains chains, int from, int to, float[] x, int rowLength) {
    if (WideRows.fit(rowLength)) {
      ChainBlur.wide(chains, from, to, x, rowLength, 0, rowLength - Lanes.COUNT);
      return;
    }
    int column = 0;
    for (; column + ChainBlur.WIDE <= rowLength; column += ChainBlur.WIDE) {
      int last = column + ChainBlur.WIDE - Lanes.COUNT;
      ChainBlur.wide(chains, from, to, x, rowLength, column, last);
    }
    for (; column < rowLength; column += Lanes.COUNT) {
      ChainBlur.narrow(chains, from, to, x, rowLength, column);
    }
  }

  @Override
  public void softmax(float[] x, int from, int to, int rowLength) {
    for (int row = from; row < to; row += ROWS) {
      int start = row * rowLength;
      int end = Math.min(to, row + ROWS) * rowLength;
      subtractLargest(x, start, end, rowLength);
      exp(x, start, end, rowLength);
      divideBySum(x, start, end, rowLength);
    }
  }

  @Override
  public void clippedLogSoftmax(
      float[] in, int channels, int from, int to, float least, float[] out) {
    int rowLength = rowLength(channels);
    float[] scratch = new float[ROWS * rowLength];
    for (int row = from; row < to; row += ROWS) {
      int end = Math.min(to, row + ROWS);
      PaddedRows.pad(in, channels, row, end, out, rowLength);
      subtractLargest(out, row * rowLength, end * rowLength, rowLength);
      System.arraycopy(out, row * rowLength, scratch, 0, (end - row) * rowLength);
      exp(scratch, 0, (end - row) * rowLength, rowLength);
      for (int i = row; i < end; i++) {
        float sum = Reductions.sum(scratch, (i - row) * rowLength, rowLength);
        float shift = (float) Math.log(sum);
        int start = i * rowLength;
        subtractAndClip(out, start, rowLength, shift, (float) Math.log(least));
        Arrays.fill(out, start + channels, start + rowLength, Float.NEGATIVE_INFINITY);
      }
    }
  }

  private static void subtractLargest(float[] x, int start, int end, int rowLength) {
    if (WideRows.fit(rowLength)) {
      WideRows.subtractLargest(x, start, end, rowLength);
    } else {
      PaddedRows.subtractLargest(x, start, end, rowLength);
    }
  }

  private static void exp(float[] x, int start, int end, int rowLength) {
    if (WideRows.fit(rowLength)) {
      WideRows.exp(x, start, end);
    } else {
      PaddedRows.exp(x, start, end);
    }
  }

  private static void divideBySum(float[] x, int start, int end, int rowLength) {
    if (WideRows.fit(rowLength)) {
      WideRows.divideBySum(x, start, end, rowLength);
    } else {
      PaddedRows.divideBySum(x, start, end, rowLength);
    }
  }

  private static void subtractAndClip(
      float[] x, int start, int rowLength, float shift, float floor) {
    if (WideRows.fit(rowLength)) {
      WideRows.subtractAndClip(x, start, rowLength, shift, floor);
    } else {
      PaddedRows.subtractAndClip(x, start, rowLength, shift, floor);
    }
  }
}

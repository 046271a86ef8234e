package ai.stego.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.stego.tensor.cpu.ScalarLattice;
import ai.stego.tensor.testing.Close;
import ai.stego.tensor.testing.TestBackends;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever loops a backend has for the lattice, they do what those in plain Java do. */
class LatticeOpsTest {
  private static final int[] CHANNELS = {
    1, 2, 7, 8, 9, 15, 16, 17, 25, 27, 32, 33, 57, 64, 70, 150
  };
  private static final int[] ROWS = {1, 2, 7, 27, 70, 197};
  private static final LatticeOps PLAIN = new ScalarLattice();

  /** A step with rows that were copied to where these loops want them. */
  private interface Step {
    void run(LatticeOps ops, float[] x, float[] y, int rowLength);
  }

  private static void eachSize(String backend, Size check) {
    try (Backend opened = TestBackends.open(backend)) {
      LatticeOps ops = opened.lattice().orElse(PLAIN);
      for (int channels : CHANNELS) {
        for (int rows : ROWS) {
          check.run(ops, rows, channels);
        }
      }
    }
  }

  private interface Size {
    void run(LatticeOps ops, int rows, int channels);
  }

  private static float[] values(String name, int count) {
    Rng rng = Rng.of(21).split(name);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) (3 * rng.nextGaussian());
    }
    return values;
  }

  /** Rows with padding from rows without. */
  private static float[] pad(float[] values, int channels, int rowLength, float padding) {
    int rows = values.length / channels;
    float[] padded = new float[rows * rowLength];
    Arrays.fill(padded, padding);
    for (int row = 0; row < rows; row++) {
      System.arraycopy(values, row * channels, padded, row * rowLength, channels);
    }
    return padded;
  }

  /** Rows without padding from rows with, all of which holds the same. */
  private static float[] cut(float[] padded, int channels, int rowLength, float padding) {
    int rows = padded.length / rowLength;
    float[] values = new float[rows * channels];
    for (int row = 0; row < rows; row++) {
      System.arraycopy(padded, row * rowLength, values, row * channels, channels);
      for (int i = row * rowLength + channels; i < (row + 1) * rowLength; i++) {
        assertEquals(padding, padded[i], "padding of row " + row);
      }
    }
    return values;
  }

  /** y after a step from x and y, compared with plain Java; twice, and the same bits. */
  private static void compare(LatticeOps ops, int channels, float[] x, float[] y, Step step) {
    float[] expected = y.clone();
    step.run(PLAIN, x, expected, channels);
    int rowLength = ops.rowLength(channels);
    assertTrue(rowLength >= channels && rowLength < channels + 32, "row length " + rowLength);
    float[] paddedX = pad(x, channels, rowLength, 0);
    float[] actual = pad(y, channels, rowLength, 0);
    float[] again = actual.clone();
    step.run(ops, paddedX, actual, rowLength);
    step.run(ops, paddedX, again, rowLength);
    assertArrayEquals(actual, again, "the same bits");
    float[] values = cut(actual, channels, rowLength, 0);
    takeOutNaN(expected, values);
    Close.assertClose(channels + " channels", expected, values, 1e-5, 1e-5);
  }

  /** NaN passes no comparison: it must be in the same places, and is then taken out. */
  private static void takeOutNaN(float[] expected, float[] actual) {
    for (int i = 0; i < expected.length; i++) {
      assertEquals(Float.isNaN(expected[i]), Float.isNaN(actual[i]), "NaN at " + i);
      expected[i] = Float.isNaN(expected[i]) ? 0 : expected[i];
      actual[i] = Float.isNaN(actual[i]) ? 0 : actual[i];
    }
  }

  /** Rows of 0 to 9 entries. */
  private static SparseRows matrix(int rows, int columns) {
    Rng rng = Rng.of(22);
    int[] start = new int[rows + 1];
    for (int row = 0; row < rows; row++) {
      start[row + 1] = start[row] + rng.nextInt(10);
    }
    int[] column = new int[start[rows]];
    float[] weight = new float[column.length];
    for (int i = 0; i < column.length; i++) {
      column[i] = rng.nextInt(columns);
      weight[i] = rng.nextFloat();
    }
    return new SparseRows(start, column, weight);
  }

  @ParameterizedTest
  @MethodSource("ai.stego.tensor.testing.TestBackends#names")
  void products(String backend) {
    eachSize(
        backend,
        (ops, rows, channels) -> {
          SparseRows matrix = matrix(rows, 50);
          float[] x = values("x", 50 * channels);
          float[] y = values("y", rows * channels);
          x[x.length / 2] = Float.NaN;
          int last = Math.max(1, rows - 2);
          compare(ops, channels, x, y, (o, in, out, n) -> o.multiply(matrix, 0, last, in, out, n));
          compare(
              ops,
              channels,
              x,
              y,
              (o, in, out, n) -> o.multiplyAdd(matrix, rows / 2, rows, in, out, n));
        });
  }

  @ParameterizedTest
  @MethodSource("ai.stego.tensor.testing.TestBackends#names")
  void blurs(String backend) {
    eachSize(
        backend,
        (ops, rows, channels) -> {
          // Chains of 1, 2, 3, ... rows, as far as they go, in a random order of the rows.
          int[] row = Rng.of(23).permutation(rows);
          int chains = 0;
          int[] start = new int[rows + 1];
          while (start[chains] + chains + 1 <= rows) {
            start[chains + 1] = start[chains] + chains + 1;
            chains++;
          }
          RowChains all = new RowChains(Arrays.copyOf(start, chains + 1), row);
          float[] y = values("y", rows * channels);
          y[y.length / 3] = Float.NaN;
          int first = Math.min(1, chains - 1);
          float[] none = {};
          int to = chains;
          compare(ops, channels, none, y, (o, in, out, n) -> o.blur(all, first, to, out, n));
        });
  }

  @ParameterizedTest
  @MethodSource("ai.stego.tensor.testing.TestBackends#names")
  void softmaxOfRowsThatArePaddedWithMinusInfinity(String backend) {
    eachSize(
        backend,
        (ops, rows, channels) -> {
          float[] y = values("y", rows * channels);
          y[0] = rows == 7 ? Float.NaN : 100;
          float[] expected = y.clone();
          PLAIN.softmax(expected, 0, rows, channels);
          int n = ops.rowLength(channels);
          float[] actual = pad(y, channels, n, Float.NEGATIVE_INFINITY);
          ops.softmax(actual, 0, rows, n);
          if (rows == 7) {
            Arrays.fill(actual, channels, n, 0);
          }
          float[] values = cut(actual, channels, n, 0);
          takeOutNaN(expected, values);
          Close.assertClose("softmax", expected, values, 1e-9, 1e-4);
        });
  }

  @ParameterizedTest
  @MethodSource("ai.stego.tensor.testing.TestBackends#names")
  void clippedLogSoftmaxPadsWithMinusInfinity(String backend) {
    eachSize(
        backend,
        (ops, rows, channels) -> {
          float[] x = values("x", rows * channels);
          x[0] = channels == 1 ? 5 : Float.NEGATIVE_INFINITY;
          x[x.length - 1] = 1000;
          float[] expected = new float[x.length];
          PLAIN.clippedLogSoftmax(x, channels, 0, rows, 1e-3f, expected);
          int n = ops.rowLength(channels);
          float[] actual = new float[rows * n];
          ops.clippedLogSoftmax(x, channels, 0, rows, 1e-3f, actual);
          float[] rest = cut(actual, channels, n, Float.NEGATIVE_INFINITY);
          Close.assertClose("log-softmax", expected, rest, 2e-6, 1e-5);
        });
  }
}

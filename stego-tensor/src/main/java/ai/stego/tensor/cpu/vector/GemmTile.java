package ai.stego.tensor.cpu.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The innermost piece of every matrix product here: a tile of C, 4 rows by 2 vectors, held in eight
 * registers while the depth runs.
 *
 * <p>C2's register allocation decides the form of the loop: it is driven by the offset of B, takes
 * two steps of the depth by hand, and reads A with a row stride that is a constant of the program.
 * {@code docs/performance.md} has what other forms cost.
 *
 * @param a rows of A, {@link #STRIDE} apart
 * @param b panels of {@link #COLUMNS} columns, see {@link Panels}
 * @param c the product, row-major
 * @param stride from row to row of C
 * @param initial what sums begin with, one value for each column of C
 * @param add whether the product is added to C
 */
record GemmTile(float[] a, float[] b, float[] c, int stride, float[] initial, boolean add) {
  private static final VectorSpecies<Float> S = Lanes.FLOATS;
  private static final int L = Lanes.COUNT;

  /** Rows of a tile. */
  static final int ROWS = 4;

  /** Columns of a tile. */
  static final int COLUMNS = 2 * L;

  /** From row to row of A; also the greatest depth. A multiple of every {@link #COLUMNS}. */
  static final int STRIDE = 384;

  static {
    Lanes.requireWholeTiles("STRIDE", STRIDE, COLUMNS);
  }

  /** Sums begin with zero: enough for one tile. */
  static final float[] ZERO = new float[COLUMNS];

  /**
   * Computes one whole tile.
   *
   * @param depth steps of the sum, even, at most {@link #STRIDE}
   * @param aAt where the first row of A begins
   * @param bAt where the panel of B begins
   * @param cAt where the tile of C begins
   * @param initialAt where in {@code initial} this tile's columns begin
   */
  void run(int depth, int aAt, int bAt, int cAt, int initialAt) {
    FloatVector c00 = FloatVector.fromArray(S, initial, initialAt);
    FloatVector c01 = FloatVector.fromArray(S, initial, initialAt + L);
    FloatVector c10 = c00;
    FloatVector c11 = c01;
    FloatVector c20 = c00;
    FloatVector c21 = c01;
    FloatVector c30 = c00;
    FloatVector c31 = c01;
    FloatVector b0;
    FloatVector b1;
    FloatVector v;
    int ao = aAt;
    int bo = bAt;
    for (int end = bAt + depth * COLUMNS; bo < end; bo += 2 * COLUMNS) {
      b0 = FloatVector.fromArray(S, b, bo);
      b1 = FloatVector.fromArray(S, b, bo + L);
      v = FloatVector.broadcast(S, a[ao]);
      c00 = v.fma(b0, c00);
      c01 = v.fma(b1, c01);
      v = FloatVector.broadcast(S, a[ao + STRIDE]);
      c10 = v.fma(b0, c10);
      c11 = v.fma(b1, c11);
      v = FloatVector.broadcast(S, a[ao + 2 * STRIDE]);
      c20 = v.fma(b0, c20);
      c21 = v.fma(b1, c21);
      v = FloatVector.broadcast(S, a[ao + 3 * STRIDE]);
      c30 = v.fma(b0, c30);
      c31 = v.fma(b1, c31);
      b0 = FloatVector.fromArray(S, b, bo + 2 * L);
      b1 = FloatVector.fromArray(S, b, bo + 3 * L);
      v = FloatVector.broadcast(S, a[ao + 1]);
      c00 = v.fma(b0, c00);
      c01 = v.fma(b1, c01);
      v = FloatVector.broadcast(S, a[ao + STRIDE + 1]);
      c10 = v.fma(b0, c10);
      c11 = v.fma(b1, c11);
      v = FloatVector.broadcast(S, a[ao + 2 * STRIDE + 1]);
      c20 = v.fma(b0, c20);
      c21 = v.fma(b1, c21);
      v = FloatVector.broadcast(S, a[ao + 3 * STRIDE + 1]);
      c30 = v.fma(b0, c30);
      c31 = v.fma(b1, c31);
      ao += 2;
    }
    store(c00, c01, cAt);
    store(c10, c11, cAt + stride);
    store(c20, c21, cAt + 2 * stride);
    store(c30, c31, cAt + 3 * stride);
  }

  private void store(FloatVector left, FloatVector right, int at) {
    if (add) {
      left.add(FloatVector.fromArray(S, c, at)).intoArray(c, at);
      right.add(FloatVector.fromArray(S, c, at + L)).intoArray(c, at + L);
    } else {
      left.intoArray(c, at);
      right.intoArray(c, at + L);
    }
  }

  /** The same product into a tile of its own, for tiles that lie only partly within C. */
  GemmTile beside() {
    return new GemmTile(a, b, new float[ROWS * COLUMNS], COLUMNS, initial, false);
  }

  /**
   * Stores, or adds, the corner that lies within C of a tile that was computed beside it.
   *
   * @param whole from {@link #beside}, at its first value
   * @param cAt where the corner begins
   * @param rows at most {@link #ROWS}
   * @param columns at most {@link #COLUMNS}
   */
  void storeCorner(GemmTile whole, int cAt, int rows, int columns) {
    for (int row = 0; row < rows; row++) {
      int from = row * COLUMNS;
      int to = cAt + row * stride;
      if (!add) {
        System.arraycopy(whole.c, from, c, to, columns);
        continue;
      }
      for (int column = 0; column < columns; column++) {
        c[to + column] += whole.c[from + column];
      }
    }
  }
}

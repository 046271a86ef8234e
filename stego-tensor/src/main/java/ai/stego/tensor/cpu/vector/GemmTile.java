package ai.stego.tensor.cpu.vector;

/**
 * The innermost piece of every matrix product here: a tile of C, 4 or 6 rows by 2 vectors, held in
 * registers while the depth runs. Six rows need fewer instructions for each multiply-add, but only
 * the C2 of JDK 17 keeps them in registers; that of JDK 25 takes twice the time for them. Sums are
 * taken in the same order either way, so the results are the same to the bit.
 *
 * @param a rows of A, {@link #STRIDE} apart
 * @param b panels of {@link #COLUMNS} columns, see {@link Panels}
 * @param c the product, row-major
 * @param stride from row to row of C
 * @param initial what sums begin with: one value for each column of C, or C itself
 * @param initialStride from row to row of {@code initial}; 0 if all rows begin with the same
 */
record GemmTile(float[] a, float[] b, float[] c, int stride, float[] initial, int initialStride) {
  private static final boolean SIX = Runtime.version().feature() == 17;

  /** Rows of a tile. */
  static final int ROWS = SIX ? 6 : 4;

  /** Columns of a tile. */
  static final int COLUMNS = 2 * Lanes.COUNT;

  /** From row to row of A; also the greatest depth. A multiple of every {@link #COLUMNS}. */
  static final int STRIDE = 384;

  static {
    Lanes.requireWholeTiles("STRIDE", STRIDE, COLUMNS);
  }

  /** Enough zeros for one tile. */
  private static final float[] ZERO = new float[COLUMNS];

  /** Tiles of which each column begins with a value of its own. */
  static GemmTile from(float[] initial, float[] a, float[] b, float[] c, int stride) {
    return new GemmTile(a, b, c, stride, initial, 0);
  }

  /** Tiles that begin with zero. */
  static GemmTile fromZero(float[] a, float[] b, float[] c, int stride) {
    return new GemmTile(a, b, c, stride, ZERO, 0);
  }

  /** Tiles that are added to C. */
  static GemmTile adding(float[] a, float[] b, float[] c, int stride) {
    return new GemmTile(a, b, c, stride, c, stride);
  }

  /** Whether the product is added to C. */
  boolean adds() {
    return initial == c;
  }

  /**
   * Computes one whole tile.
   *
   * @param depth steps of the sum, at most {@link #STRIDE}
   * @param aAt where the first row of A begins
   * @param bAt where the panel of B begins
   * @param cAt where the tile of C begins
   * @param initialAt where in {@code initial} the values for the first row begin
   */
  void run(int depth, int aAt, int bAt, int cAt, int initialAt) {
    if (SIX) {
      SixRowTile.run(this, depth, aAt, bAt, cAt, initialAt);
    } else {
      FourRowTile.run(this, depth, aAt, bAt, cAt, initialAt);
    }
  }

  /**
   * The same product beside C, for tiles that lie only partly within it.
   *
   * @param whole room for one tile
   */
  GemmTile beside(float[] whole) {
    return adds()
        ? adding(a, b, whole, COLUMNS)
        : new GemmTile(a, b, whole, COLUMNS, initial, initialStride);
  }

  /**
   * Copies the corner of a tile that lies within C to a tile beside it. Added to there and copied
   * back it has the same bits as in a whole tile.
   *
   * @param whole from {@link #beside}, at its first value
   * @param cAt where the corner begins
   * @param rows at most {@link #ROWS}
   * @param columns at most {@link #COLUMNS}
   */
  void loadCorner(GemmTile whole, int cAt, int rows, int columns) {
    for (int row = 0; row < rows; row++) {
      System.arraycopy(c, cAt + row * stride, whole.c, row * COLUMNS, columns);
    }
  }

  /** Copies the corner back; the parameters are those of {@link #loadCorner}. */
  void storeCorner(GemmTile whole, int cAt, int rows, int columns) {
    for (int row = 0; row < rows; row++) {
      System.arraycopy(whole.c, row * COLUMNS, c, cAt + row * stride, columns);
    }
  }
}

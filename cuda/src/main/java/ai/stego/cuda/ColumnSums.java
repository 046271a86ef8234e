package ai.stego.cuda;

/** Sums of the columns of a matrix in two launches: chunks of rows, then the chunks. */
final class ColumnSums {
  private static final int THREADS = 256;
  private static final int WARP = 32;
  private static final int LEAST_ROWS = 256;
  private static final int MOST_CHUNKS = 1024;
  private static final int BLOCKS_PER_MULTIPROCESSOR = 8;

  private ColumnSums() {}

  /**
   * Adds to out the sums of the columns of x.
   *
   * @param context the device
   * @param x address of (M,N)
   * @param rows M, at least 1
   * @param columns N, at least 1
   * @param out address of N values
   */
  static void add(DeviceContext context, long x, int rows, int columns, long out) {
    int width = Integer.highestOneBit(2 * Math.min(columns, WARP) - 1);
    int across = Math.toIntExact(Launch.ceilDiv(columns, width));
    int busy = BLOCKS_PER_MULTIPROCESSOR * context.driver().properties().multiprocessors();
    long wanted = Math.min(Launch.ceilDiv(busy, across), MOST_CHUNKS);
    long chunks = Math.max(1, Math.min(wanted, rows / LEAST_ROWS));
    int chunkRows = Math.toIntExact(Launch.ceilDiv(rows, chunks));
    int down = Math.toIntExact(Launch.ceilDiv(rows, chunkRows));
    try (Scratch scratch = context.scratch()) {
      long partials = scratch.words((long) down * columns);
      Launch blocks = new Launch(across, down, 1, THREADS, 0);
      context.launch("column_sums_partial", blocks, x, partials, rows, columns, width, chunkRows);
      Launch sums = Launch.covering(columns, THREADS);
      context.launch("column_sums_total", sums, partials, out, down, columns);
    }
  }
}

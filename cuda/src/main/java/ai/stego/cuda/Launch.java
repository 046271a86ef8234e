package ai.stego.cuda;

/**
 * How many threads run a kernel.
 *
 * @param x blocks along x, up to 2^31 - 1
 * @param y blocks along y, up to 65535
 * @param z blocks along z, up to 65535
 * @param threads threads of a block
 * @param sharedBytes dynamic shared memory of a block
 */
record Launch(int x, int y, int z, int threads, int sharedBytes) {
  /**
   * One row of blocks.
   *
   * @param blocks how many
   * @param threads threads of a block
   * @return the launch, without dynamic shared memory
   */
  static Launch of(int blocks, int threads) {
    return new Launch(blocks, 1, 1, threads, 0);
  }

  /**
   * Enough blocks of threads for a number of items, one item a thread.
   *
   * @param items how many
   * @param threads threads of a block
   * @return the launch, without dynamic shared memory
   */
  static Launch covering(long items, int threads) {
    return of(Math.toIntExact(ceilDiv(items, threads)), threads);
  }

  /**
   * Blocks for rows of items: one of them for each row along x, more along y where rows are long.
   *
   * @param rows how many rows
   * @param items items of a row, one item a thread
   * @param threads most threads of a block; fewer if a row is shorter
   * @return the launch, without dynamic shared memory
   */
  static Launch ofRows(long rows, int items, int threads) {
    int warp = 32;
    int needed = (int) Math.min(threads, ceilDiv(Math.max(items, 1), warp) * warp);
    int parts = items == 0 ? 0 : (int) Math.min(65535, ceilDiv(items, 4L * needed));
    return new Launch(Math.toIntExact(rows), parts, 1, needed, 0);
  }

  /**
   * The number of parts of a size that hold a number of items.
   *
   * @param items how many items
   * @param size items in a part
   * @return parts, the last one perhaps not full
   */
  static long ceilDiv(long items, long size) {
    return (items + size - 1) / size;
  }
}

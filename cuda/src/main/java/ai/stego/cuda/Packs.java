package ai.stego.cuda;

/** How many neighbouring values a kernel may load at once; see {@code pack.cuh}. */
final class Packs {
  private Packs() {}

  /**
   * The widest packs that divide a run of values and are aligned in it.
   *
   * @param run values that lie side by side, in every row of each of the arrays
   * @param addresses where the arrays begin
   * @return 4, 2 or 1
   */
  static int width(int run, long... addresses) {
    long bits = run * (long) Float.BYTES;
    for (long address : addresses) {
      bits |= address;
    }
    int bytes = (int) Math.min(Long.lowestOneBit(bits | 4 * Float.BYTES), 4 * Float.BYTES);
    return bytes / Float.BYTES;
  }
}

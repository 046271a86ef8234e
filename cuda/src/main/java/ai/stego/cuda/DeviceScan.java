package ai.stego.cuda;

/** Exclusive prefix sums on the device; kernels in {@code scan.cu}. */
final class DeviceScan {
  private static final int THREADS = 256;
  private static final int TILE = 1024;

  private final DeviceContext context;

  DeviceScan(DeviceContext context) {
    this.context = context;
  }

  /**
   * out[i] = Σ in[j] for j &lt; i; total = Σ in[j]. The sum must stay below 2^31.
   *
   * @param in address of int32 values, aligned to 16 bytes
   * @param out address of as many; may be {@code in}
   * @param count how many, 1 or more
   * @param total address of one int32
   */
  void exclusive(long in, long out, int count, long total) {
    int tiles = Math.toIntExact(Launch.ceilDiv(count, TILE));
    if (tiles == 1) {
      context.launch("scan_tiles", Launch.of(1, THREADS), in, out, total, count);
      return;
    }
    try (Scratch scratch = context.scratch()) {
      long sums = scratch.words(tiles);
      context.launch("scan_tiles", Launch.of(tiles, THREADS), in, out, sums, count);
      exclusive(sums, sums, tiles, total);
      context.launch("scan_add", Launch.of(tiles - 1, THREADS), sums, out, count);
    }
  }
}

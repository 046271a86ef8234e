package ai.stego.cuda;

/**
 * How kernels are launched that see every value once, four values a thread, on a grid of any size.
 */
final class Elementwise {
  private static final int THREADS = 256;
  private static final int VALUES_PER_THREAD = 4;

  /** Blocks a multiprocessor that keep its memory busy; more would only start and end. */
  private static final int BLOCKS_PER_MULTIPROCESSOR = 16;

  private Elementwise() {}

  /**
   * A grid for a number of values.
   *
   * @param context the device
   * @param count how many values; none gives an empty grid
   * @return the launch
   */
  static Launch launch(DeviceContext context, long count) {
    long wanted = Launch.ceilDiv(count, (long) THREADS * VALUES_PER_THREAD);
    int most = BLOCKS_PER_MULTIPROCESSOR * context.driver().properties().multiprocessors();
    return Launch.of((int) Math.min(wanted, most), THREADS);
  }
}

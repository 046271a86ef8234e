package ai.stego.cuda;

/** A stable radix sort on the device; kernels in {@code sort.cu}. */
final class DeviceSort {
  private static final int THREADS = 256;
  private static final int TILE = 2048;
  private static final int DIGIT_BITS = 8;
  private static final int DIGITS = 1 << DIGIT_BITS;

  private final DeviceContext context;
  private final DeviceScan scan;

  DeviceSort(DeviceContext context) {
    this.context = context;
    this.scan = new DeviceScan(context);
  }

  /** Where sorted keys and their payload lie. */
  record Sorted(long keys, long payload) {}

  /**
   * Sorts 32-bit keys, smallest first as unsigned numbers; equal keys keep their order.
   *
   * @param keys address of count keys; left as they are
   * @param payload address of an int32 for each key, or 0 to number the keys from 0
   * @param count how many, 1 or more
   * @param bits how many of a key's low bits count, 1 to 32; the others must be 0
   * @param scratch lends the memory of the result and of the passes
   * @return the result
   */
  Sorted sort32(long keys, long payload, int count, int bits, Scratch scratch) {
    long[] buffers = {scratch.words(count), bits > DIGIT_BITS ? scratch.words(count) : 0};
    return sort("32", keys, payload, count, bits, buffers, scratch);
  }

  /**
   * Sorts 64-bit keys, smallest first as unsigned numbers; equal keys keep their order.
   *
   * @param keys address of count keys; left as they are
   * @param payload address of an int32 for each key, or 0 to number the keys from 0
   * @param count how many, 1 or more
   * @param bits how many of a key's low bits count, 1 to 64; the others must be 0
   * @param scratch lends the memory of the result and of the passes
   * @return the result
   */
  Sorted sort64(long keys, long payload, int count, int bits, Scratch scratch) {
    long[] buffers = {scratch.longWords(count), bits > DIGIT_BITS ? scratch.longWords(count) : 0};
    return sort("64", keys, payload, count, bits, buffers, scratch);
  }

  private Sorted sort(
      String width,
      long keys,
      long payload,
      int count,
      int bits,
      long[] keyBuffers,
      Scratch scratch) {
    long[] payloads = {scratch.words(count), bits > DIGIT_BITS ? scratch.words(count) : 0};
    int blocks = Math.toIntExact(Launch.ceilDiv(count, TILE));
    Launch launch = Launch.of(blocks, THREADS);
    Sorted sorted = new Sorted(keys, payload);
    try (Scratch temporary = context.scratch()) {
      int length = Math.multiplyExact(blocks, DIGITS);
      long counts = temporary.words(length);
      long total = temporary.words(1);
      for (int shift = 0, to = 0; shift < bits; shift += DIGIT_BITS, to = 1 - to) {
        context.launch("radix_histogram_" + width, launch, sorted.keys(), counts, count, shift);
        scan.exclusive(counts, counts, length, total);
        context.launch(
            "radix_scatter_" + width,
            launch,
            sorted.keys(),
            sorted.payload(),
            counts,
            count,
            shift,
            keyBuffers[to],
            payloads[to]);
        sorted = new Sorted(keyBuffers[to], payloads[to]);
      }
    }
    return sorted;
  }
}

package ai.stego.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.stego.tensor.Rng;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Prefix sums and the radix sort against the JDK's. */
class DeviceSortTest {
  private final DeviceContext context = EmulatedContext.open(Long.MAX_VALUE);

  private int[] download(long address, int count) {
    int[] values = new int[count];
    context.transfers().download(address, values);
    return values;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 255, 257, 1023, 1024, 1025, 5000})
  void aScanSumsEverythingBefore(int count) {
    Rng rng = Rng.of(1).split("scan" + count);
    int[] values = new int[count];
    Arrays.setAll(values, i -> rng.nextInt(1000) - 300);
    int[] expected = new int[count];
    for (int i = 1; i < count; i++) {
      expected[i] = expected[i - 1] + values[i - 1];
    }
    try (Scratch scratch = context.scratch()) {
      long in = scratch.upload(values);
      long out = scratch.words(count);
      long total = scratch.words(1);
      DeviceScan scan = new DeviceScan(context);
      scan.exclusive(in, out, count, total);
      assertArrayEquals(expected, download(out, count));
      assertEquals(expected[count - 1] + values[count - 1], download(total, 1)[0]);
      scan.exclusive(in, in, count, total);
      assertArrayEquals(expected, download(in, count), "in place");
    }
  }

  /** Three levels of tiles. */
  @ParameterizedTest
  @ValueSource(ints = 1_100_000)
  void aScanOfAMillionValuesTakesAThirdLevel(int count) {
    int[] values = new int[count];
    Arrays.fill(values, 3);
    try (Scratch scratch = context.scratch()) {
      long in = scratch.upload(values);
      long total = scratch.words(1);
      new DeviceScan(context).exclusive(in, in, count, total);
      Arrays.setAll(values, i -> 3 * i);
      assertArrayEquals(values, download(in, count));
      assertEquals(3 * count, download(total, 1)[0]);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1, 8",
    "7, 3",
    "255, 32",
    "257, 9",
    "2047, 8",
    "2048, 16",
    "2049, 24",
    "5000, 32",
    "5000, 1"
  })
  void keysOf32BitsAreSortedAsUnsignedNumbersAndEqualOnesKeepTheirOrder(int count, int bits) {
    Rng rng = Rng.of(2).split("sort" + count);
    int[] keys = new int[count];
    Arrays.setAll(keys, i -> (int) rng.nextLong() >>> (32 - bits));
    int[] order =
        IntStream.range(0, count)
            .boxed()
            .sorted((a, b) -> Integer.compareUnsigned(keys[a], keys[b]))
            .mapToInt(i -> i)
            .toArray();
    try (Scratch scratch = context.scratch()) {
      long address = scratch.upload(keys);
      DeviceSort.Sorted sorted = new DeviceSort(context).sort32(address, 0, count, bits, scratch);
      assertArrayEquals(order, download(sorted.payload(), count));
      int[] expected = IntStream.of(order).map(i -> keys[i]).toArray();
      assertArrayEquals(expected, download(sorted.keys(), count));
      assertArrayEquals(keys, download(address, count), "the input is left as it is");
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 64", "7, 33", "255, 64", "257, 40", "2049, 9", "5000, 64", "5000, 6"})
  void keysOf64BitsCarryAPayload(int count, int bits) {
    Rng rng = Rng.of(3).split("sort" + count);
    long[] keys = new long[count];
    // Many equal ones among those of few bits, and pairs of equal ones among the others.
    Arrays.setAll(keys, i -> rng.nextLong() >>> (64 - bits));
    for (int i = 2; i < count; i += 3) {
      keys[i] = keys[i - 2];
    }
    int[] payload = new int[count];
    Arrays.setAll(payload, i -> 7 * i - 1000);
    Integer[] order = IntStream.range(0, count).boxed().toArray(Integer[]::new);
    Arrays.sort(order, Comparator.comparing(i -> keys[i], Long::compareUnsigned));
    try (Scratch scratch = context.scratch()) {
      long address = scratch.upload(words(keys));
      DeviceSort.Sorted sorted =
          new DeviceSort(context).sort64(address, scratch.upload(payload), count, bits, scratch);
      int[] expected = Arrays.stream(order).mapToInt(i -> payload[i]).toArray();
      assertArrayEquals(expected, download(sorted.payload(), count));
      long[] sortedKeys = Arrays.stream(order).mapToLong(i -> keys[i]).toArray();
      assertArrayEquals(words(sortedKeys), download(sorted.keys(), 2 * count));
    }
  }

  /** Each as two ints, the low half first. */
  private static int[] words(long[] values) {
    return Arrays.stream(values)
        .flatMap(value -> Arrays.stream(new long[] {value, value >>> 32}))
        .mapToInt(half -> (int) half)
        .toArray();
  }
}

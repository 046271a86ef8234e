package ai.stego.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.stego.tensor.Rng;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The device does what the wrappers of {@code gpu.cuh} and CUDA's warp primitives promise. What is
 * expected is worked out here and not by the emulation, so that the same test licenses trusting the
 * emulation where it runs on hardware.
 */
class ConformanceTest {
  private static final int LANES = 32;
  private Driver driver;
  private TestMemory memory;

  @BeforeEach
  void open() {
    driver = TestDevices.open();
    memory = new TestMemory(driver);
  }

  @AfterEach
  void close() {
    if (driver != null) {
      driver.close();
    }
  }

  private static float[] values(long seed, int count) {
    Rng rng = Rng.of(seed).split("conformance");
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) rng.nextGaussian();
    }
    return values;
  }

  // ---- tensor cores

  @ParameterizedTest
  @EnumSource(Rounding.class)
  void tensorCoresMultiplyByTheDocumentedLayouts(Rounding type) {
    Fragments fragments = new Fragments(type);
    int depth = fragments.depth();
    float[] a = values(1, Fragments.M * depth);
    float[] b = values(2, Fragments.N * depth);
    float[] sum = values(3, Fragments.M * Fragments.N);
    for (float[] factor : new float[][] {a, b}) {
      for (int i = 0; i < factor.length; i++) {
        factor[i] = type.round(factor[i]);
      }
    }
    float[] registers = new float[LANES * 4];
    for (int i = 0; i < registers.length; i++) {
      registers[i] = sum[Fragments.sumIndex(i / 4, i % 4)];
    }
    String kernel =
        switch (type) {
          case HALF -> "conformance_mma_f16";
          case BFLOAT16 -> "conformance_mma_bf16";
          case TF32 -> "conformance_mma_tf32";
        };
    long d = memory.floats(registers);
    long left = memory.integers(fragments.left(a));
    long right = memory.integers(fragments.right(b));
    driver.launch(kernel, Launch.of(1, LANES), left, right, d);
    float[] actual = memory.floatsAt(d, registers.length);
    for (int i = 0; i < actual.length; i++) {
      int index = Fragments.sumIndex(i / 4, i % 4);
      double expected = sum[index];
      double magnitude = Math.abs(expected);
      for (int k = 0; k < depth; k++) {
        double product =
            (double) a[index / Fragments.N * depth + k] * b[index % Fragments.N * depth + k];
        expected += product;
        magnitude += Math.abs(product);
      }
      // Hardware truncates the aligned products instead of rounding each sum.
      assertEquals(expected, actual[i], 1e-6 * magnitude, "lane " + i / 4 + " register " + i % 4);
    }
  }

  @Test
  void tensorCoresIgnoreTheLowBitsOfTf32() {
    Fragments fragments = new Fragments(Rounding.TF32);
    float[] a = new float[Fragments.M * fragments.depth()];
    float[] b = new float[Fragments.N * fragments.depth()];
    a[0] = Math.nextDown(0x1.004p0f); // one step of tf32 above 1, less one step of float32
    b[0] = 1;
    long d = memory.floats(new float[LANES * 4]);
    long left = memory.integers(fragments.left(a));
    long right = memory.integers(fragments.right(b));
    driver.launch("conformance_mma_tf32", Launch.of(1, LANES), left, right, d);
    assertEquals(1f, memory.floatsAt(d, 1)[0]);
  }

  @Test
  void matricesAreLoadedStraightAndTransposed() {
    int[] rows = new int[LANES * 4];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = (2 * i) | ((2 * i + 1) << 16); // the 16-bit values count up
    }
    long straight = memory.empty(rows.length);
    long transposed = memory.empty(rows.length);
    long source = memory.integers(rows);
    driver.launch("conformance_ldmatrix", Launch.of(1, LANES), source, straight, transposed);
    int[] expected = new int[rows.length];
    int[] expectedTransposed = new int[rows.length];
    for (int i = 0; i < rows.length; i++) {
      int lane = i / 4;
      int matrix = i % 4 * 64;
      expected[i] = half(matrix + 2 * lane) | half(matrix + 2 * lane + 1) << 16;
      int element = matrix + lane % 4 * 16 + lane / 4;
      expectedTransposed[i] = half(element) | half(element + 8) << 16;
    }
    assertArrayEquals(expected, memory.integersAt(straight, rows.length));
    assertArrayEquals(expectedTransposed, memory.integersAt(transposed, rows.length));
  }

  private static int half(int value) {
    return value & 0xffff;
  }

  // ---- asynchronous copies

  @Test
  void asynchronousCopiesArriveGroupByGroupAndFillWithZeros() {
    float[] x = values(4, LANES * 4);
    long first = memory.empty(x.length);
    long second = memory.empty(x.length);
    driver.launch("conformance_cp_async", Launch.of(1, LANES), memory.floats(x), first, second);
    float[] expectedFirst = new float[x.length];
    float[] expectedSecond = new float[x.length];
    for (int i = 0; i < x.length; i++) {
      int lane = (i / 4 + 1) % LANES;
      if (lane % 2 == 0) {
        expectedFirst[i] = x[4 * lane + i % 4];
        expectedSecond[i] = x[4 * (LANES - 1 - lane) + i % 4];
      }
    }
    assertArrayEquals(expectedFirst, memory.floatsAt(first, x.length));
    assertArrayEquals(expectedSecond, memory.floatsAt(second, x.length));
  }

  // ---- between lanes

  @Test
  void lanesExchangeValues() {
    int results = 24;
    long out = memory.empty(LANES * results);
    driver.launch("conformance_lanes", Launch.of(1, LANES), out);
    int[] actual = memory.integersAt(out, LANES * results);
    for (int lane = 0; lane < LANES; lane++) {
      for (int k = 0; k < results; k++) {
        assertEquals(exchanged(lane, k), actual[lane * results + k], "lane " + lane + ", " + k);
      }
    }
  }

  /** What the k-th result of a lane is to be. */
  private static int exchanged(int lane, int k) {
    return switch (k) {
      case 0 -> 50;
      case 1 -> 10 * (lane / 8 * 8 + (lane + 3) % 8);
      case 2 -> lane < 3 ? lane : lane - 3;
      case 3 -> lane % 8 < 3 ? lane : lane - 3;
      case 4 -> lane > 26 ? lane : lane + 5;
      case 5 -> lane % 16 > 10 ? lane : lane + 5;
      case 6 -> lane ^ 17;
      case 7 -> lane ^ 5;
      case 8 -> (lane & 8) == 0 ? lane : lane ^ 9;
      case 9 -> 0x49249249;
      case 10, 13, 21 -> 0;
      case 11, 12, 22 -> 1;
      case 14 -> lane < 30 ? 0x1f << (lane / 5 * 5) : 0xc0000000;
      case 15, 23 -> 496;
      case 16 -> 31;
      case 17 -> 9;
      case 18 -> lane ^ 3;
      case 19 -> lane < 16 ? 0x0000aaaa : 0xaaaa0000;
      case 20 -> 11;
      default -> throw new IllegalArgumentException("result " + k);
    };
  }

  // ---- bits and conversions

  private static final float[] SPECIAL = {
    0f,
    -0f,
    1f,
    -1f,
    65504f,
    65519f,
    65520f,
    -65536f,
    1e-8f,
    5.96e-8f,
    6.1e-5f,
    1e-40f,
    Float.MIN_VALUE,
    Float.MAX_VALUE,
    Float.POSITIVE_INFINITY,
    Float.NEGATIVE_INFINITY,
    Float.NaN,
    0x1.002p0f,
    0x1.006p0f,
    0x1.01p0f,
    0x1.03p0f,
    3.3895314e38f
  };

  @Test
  void conversionsRoundAndBitsAreCounted() {
    int count = SPECIAL.length + 42;
    float[] random = values(5, 42);
    int[] bits = new int[count];
    for (int i = 0; i < count; i++) {
      float x = i < SPECIAL.length ? SPECIAL[i] : random[i - SPECIAL.length] * (1 << i % 20);
      bits[i] = Float.floatToRawIntBits(x);
    }
    int results = 12;
    long out = memory.empty(count * results);
    Launch launch = Launch.covering(count, LANES);
    driver.launch("conformance_bits", launch, memory.integers(bits), out, count);
    int[] actual = memory.integersAt(out, count * results);
    for (int i = 0; i < count; i++) {
      for (int k = 0; k < results; k++) {
        int expected = bits(bits[i], k);
        String where = "result %d of %08x".formatted(k, bits[i]);
        assertEquals(
            withoutPayload(expected, k), withoutPayload(actual[i * results + k], k), where);
      }
    }
  }

  /** What the k-th result for a float's bits is to be. */
  private static int bits(int bits, int k) {
    float x = Float.intBitsToFloat(bits);
    return switch (k) {
      case 0 -> Integer.bitCount(bits);
      case 1 -> Integer.numberOfLeadingZeros(bits);
      case 2 -> bits == 0 ? 0 : Integer.numberOfTrailingZeros(bits) + 1;
      case 3 -> Integer.reverse(bits);
      case 4 -> permuted(bits, ~bits);
      case 5 -> (int) (((bits & 0xffffffffL) * 0x9e3779b9L) >>> 32);
      case 6 -> Float.floatToRawIntBits(Rounding.TF32.round(x));
      case 7 -> Float.floatToRawIntBits(Rounding.HALF.round(x));
      case 8 -> Float.floatToRawIntBits(Rounding.BFLOAT16.round(x));
      case 9 -> packed(Rounding.HALF, x);
      case 10 -> packed(Rounding.BFLOAT16, x);
      case 11 -> bits;
      default -> throw new IllegalArgumentException("result " + k);
    };
  }

  /** The bytes 0, 4, 1 and 5 of the eight, from the lowest up. */
  private static int permuted(int a, int b) {
    return (a & 0xff) | ((b & 0xff) << 8) | (((a >>> 8) & 0xff) << 16) | (((b >>> 8) & 0xff) << 24);
  }

  private static int packed(Rounding type, float x) {
    if (Float.isNaN(x)) {
      return 0x7fff7fff;
    }
    return type.bits(type.round(x)) | type.bits(type.round(-x)) << 16;
  }

  /** One NaN is as good as another where a float is the result. */
  private static int withoutPayload(int bits, int k) {
    boolean isFloat = k >= 6 && k <= 8;
    return isFloat ? Float.floatToIntBits(Float.intBitsToFloat(bits)) : bits;
  }

  // ---- approximate functions

  @Test
  void approximateFunctionsAreCloseEnough() {
    float[] x = values(6, 96);
    for (int i = 0; i < x.length; i++) {
      x[i] *= 8;
    }
    int results = 3;
    long out = memory.empty(x.length * results);
    Launch launch = Launch.covering(x.length, LANES);
    driver.launch("conformance_approximate", launch, memory.floats(x), out, x.length);
    float[] actual = memory.floatsAt(out, x.length * results);
    for (int i = 0; i < x.length; i++) {
      close(Math.pow(2, x[i]), actual[results * i], 1e-6);
      close(1 / Math.sqrt(Math.abs((double) x[i])), actual[results * i + 1], 1e-6);
      close(Math.exp(x[i]), actual[results * i + 2], 4e-6 * Math.max(1, Math.abs(x[i])));
    }
  }

  @Test
  void fastExp2HasTheLimitsThatSoftmaxNeeds() {
    float[] x = {Float.NEGATIVE_INFINITY, -200, 0, 200, Float.NaN};
    long out = memory.empty(x.length * 3);
    driver.launch("conformance_approximate", Launch.of(1, LANES), memory.floats(x), out, x.length);
    float[] actual = memory.floatsAt(out, x.length * 3);
    float[] expected = {0, 0, 1, Float.POSITIVE_INFINITY, Float.NaN};
    for (int i = 0; i < x.length; i++) {
      assertEquals(expected[i], actual[3 * i]);
    }
  }

  private static void close(double expected, float actual, double tolerance) {
    assertTrue(
        Math.abs(expected - actual) <= tolerance * Math.abs(expected),
        () -> "expected " + expected + ", got " + actual);
  }

  // ---- atomics

  @Test
  void atomicsOfAllBlocksCount() {
    int threads = 5 * LANES;
    long cells = memory.integers(0, 0, 0, 0, 0, 0, 0);
    driver.launch("conformance_atomics", Launch.of(5, LANES), cells);
    int parity = 0;
    for (int i = 0; i < threads; i++) {
      parity ^= i;
    }
    int sum = threads * (threads - 1) / 2;
    int[] expected = {sum, threads - 1, 1 - threads, 0x7fffffff, parity, threads % 7, 77};
    assertArrayEquals(expected, memory.integersAt(cells, expected.length));
  }
}

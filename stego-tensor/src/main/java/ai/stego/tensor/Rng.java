package ai.stego.tensor;

import java.nio.charset.StandardCharsets;

/**
 * A seeded generator of random numbers (SplitMix64: Steele, Lea and Flood 2014, figure 14): the
 * same seed gives the same numbers on every machine. {@link #split} gives independent generators by
 * purpose, so that a draw added in one place changes nothing elsewhere. Not safe to share between
 * threads.
 */
public final class Rng {
  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;
  private static final long FNV_OFFSET = 0xCBF29CE484222325L;
  private static final long FNV_PRIME = 0x100000001B3L;

  private final long seed;
  private long state;

  private Rng(long seed) {
    this.seed = seed;
    this.state = seed;
  }

  /**
   * Makes a generator.
   *
   * @param seed any number
   * @return the generator
   */
  public static Rng of(long seed) {
    return new Rng(seed);
  }

  /**
   * Makes the generator of one purpose. It depends on this one's seed and the purpose, not on how
   * many numbers were drawn.
   *
   * @param purpose any text, such as {@code "kmeans"}
   * @return a generator of its own
   */
  public Rng split(String purpose) {
    return new Rng(mix(seed + GOLDEN_GAMMA) ^ hash(purpose));
  }

  /**
   * The FNV-1a hash of a text's UTF-8 bytes (Fowler, Noll and Vo, 64 bits).
   *
   * @param text any text
   * @return the hash
   */
  public static long hash(String text) {
    long hash = FNV_OFFSET;
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (b & 0xFF)) * FNV_PRIME;
    }
    return hash;
  }

  /**
   * Draws 64 random bits.
   *
   * @return any long, each as likely
   */
  public long nextLong() {
    state += GOLDEN_GAMMA;
    return mix(state);
  }

  /**
   * Draws from [0, 1) in steps of 2⁻⁵³.
   *
   * @return the number
   */
  public double nextDouble() {
    return (nextLong() >>> 11) * 0x1p-53;
  }

  /**
   * Draws from [0, 1) in steps of 2⁻²⁴.
   *
   * @return the number
   */
  public float nextFloat() {
    return (nextLong() >>> 40) * 0x1p-24f;
  }

  /**
   * Draws from 0..bound-1, each as likely.
   *
   * @param bound at least 1
   * @return the number
   */
  public int nextInt(int bound) {
    if (bound < 1) {
      throw new InputException("nextInt: expected a bound of 1 or more, got " + bound);
    }
    // Multiply-shift; the bias is below 2^-32 for every bound.
    return (int) Math.multiplyHigh(nextLong() >>> 1, (long) bound << 1);
  }

  /**
   * Draws from the normal distribution of mean 0 and deviation 1 (Box and Muller 1958).
   *
   * @return the number
   */
  public double nextGaussian() {
    double radius = Math.sqrt(-2 * Math.log(1 - nextDouble()));
    return radius * Math.cos(2 * Math.PI * nextDouble());
  }

  /**
   * Draws a permutation of 0..count-1 (Fisher and Yates).
   *
   * @param count how many
   * @return the permutation
   */
  public int[] permutation(int count) {
    int[] order = new int[count];
    for (int i = 0; i < count; i++) {
      int j = nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }

  private static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}

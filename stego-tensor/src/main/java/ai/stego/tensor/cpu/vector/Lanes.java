package ai.stego.tensor.cpu.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/** The width of the vectors, chosen once: what the processor prefers, or what a property says. */
final class Lanes {
  static final VectorSpecies<Float> FLOATS =
      VectorSpecies.of(
          float.class,
          VectorShape.forBitSize(
              VectorBackend.bits(
                  System.getProperty(VectorBackend.BITS),
                  FloatVector.SPECIES_PREFERRED.vectorBitSize())));

  /** Floats in a vector. */
  static final int COUNT = FLOATS.length();

  private static final VectorShuffle<Float> BY_EIGHT = rotation(8);
  private static final VectorShuffle<Float> BY_FOUR = rotation(4);
  private static final VectorShuffle<Float> BY_TWO = rotation(2);
  private static final VectorShuffle<Float> BY_ONE = rotation(1);

  private Lanes() {}

  private static VectorShuffle<Float> rotation(int lanes) {
    return VectorShuffle.iota(FLOATS, lanes % COUNT, 1, true);
  }

  /**
   * The sum of all lanes, always in the same order: halves are added to each other until one lane
   * is left. {@code reduceLanes(ADD)} leaves the order open, and on JDK 25 a compiled method takes
   * another one than an interpreted one: the same input would not give the same bits.
   *
   * <p>Each halving is a method of its own, below the 35 bytes that C2 inlines however rarely they
   * are called; a sum that is not inlined makes objects of its vectors.
   */
  static float sum(FloatVector vector) {
    return sumOfEight(COUNT >= 16 ? folded(vector, BY_EIGHT) : vector);
  }

  private static float sumOfEight(FloatVector vector) {
    return sumOfFour(COUNT >= 8 ? folded(vector, BY_FOUR) : vector);
  }

  private static float sumOfFour(FloatVector vector) {
    return sumOfTwo(COUNT >= 4 ? folded(vector, BY_TWO) : vector);
  }

  private static float sumOfTwo(FloatVector vector) {
    return (COUNT >= 2 ? folded(vector, BY_ONE) : vector).lane(0);
  }

  private static FloatVector folded(FloatVector vector, VectorShuffle<Float> rotation) {
    return vector.add(vector.rearrange(rotation));
  }

  /** The least multiple of {@code step} that is not below {@code count}. */
  static int roundUp(int count, int step) {
    return (count + step - 1) / step * step;
  }

  /** Requires of a constant that whole tiles fit into it; checked when its class is loaded. */
  static void requireWholeTiles(String constant, int value, int columns) {
    if (value % columns != 0) {
      throw new IllegalStateException(
          constant + ": expected a multiple of " + columns + " columns, got " + value);
    }
  }
}

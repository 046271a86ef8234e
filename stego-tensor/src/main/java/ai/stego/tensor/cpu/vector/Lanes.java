package ai.stego.tensor.cpu.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShape;
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

  private Lanes() {}

  /**
   * The sum of all lanes, always in the same order: halves are added to each other until one lane
   * is left. {@code reduceLanes(ADD)} leaves the order open, and on JDK 25 a compiled method takes
   * another one than an interpreted one: the same input would not give the same bits.
   *
   * <p>Lane by lane, since on JDK 17 each shuffle is checked by four more vector operations:
   * methods with two such sums were so near to the size where C2 stops inlining that it sometimes
   * made objects of their vectors.
   */
  static float sum(FloatVector vector) {
    if (COUNT == 2) {
      return two(vector, 0);
    }
    if (COUNT == 4) {
      return four(vector, 0);
    }
    return COUNT == 8 ? eight(vector, 0) : eight(vector, 0) + eight(vector, 1);
  }

  /** The sums of lanes that halving brings to lane {@code i} when so many are added to it. */
  private static float eight(FloatVector vector, int i) {
    return four(vector, i) + four(vector, i + COUNT / 8);
  }

  private static float four(FloatVector vector, int i) {
    return two(vector, i) + two(vector, i + COUNT / 4);
  }

  private static float two(FloatVector vector, int i) {
    return vector.lane(i) + vector.lane(i + COUNT / 2);
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

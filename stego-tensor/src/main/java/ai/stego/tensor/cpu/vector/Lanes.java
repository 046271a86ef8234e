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

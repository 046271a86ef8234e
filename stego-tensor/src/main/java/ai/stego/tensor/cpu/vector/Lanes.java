package ai.stego.tensor.cpu.vector;

import jdk.incubator.vector.VectorSpecies;

/** The width of the vectors, chosen once: what the processor prefers, or what a property says. */
final class Lanes {
  static final VectorSpecies<Float> FLOATS =
      VectorBackend.species(System.getProperty(VectorBackend.BITS));

  /** Floats in a vector. */
  static final int COUNT = FLOATS.length();

  private Lanes() {}

  /** The least multiple of {@code step} that is not below {@code count}. */
  static int roundUp(int count, int step) {
    return (count + step - 1) / step * step;
  }
}

package ai.stego.benchmarks.peak;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Multiply-adds that never leave the registers. Ten accumulators hide the latency of the units: two
 * units with a latency of four need eight, and C2 keeps no more than about ten.
 */
final class RegisterLoop {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int ACCUMULATORS = 10;

  private RegisterLoop() {}

  /** Arithmetic of one step. */
  static double flopsOfStep() {
    return 2.0 * ACCUMULATORS * SPECIES.length();
  }

  /** Runs; the result only keeps the compiler from leaving the work out. */
  static float run(int steps) {
    FloatVector factor = FloatVector.broadcast(SPECIES, 0.999f);
    FloatVector addend = FloatVector.broadcast(SPECIES, 0.001f);
    FloatVector a = addend;
    FloatVector b = factor;
    FloatVector c = addend;
    FloatVector d = factor;
    FloatVector e = addend;
    FloatVector f = factor;
    FloatVector g = addend;
    FloatVector h = factor;
    FloatVector i = addend;
    FloatVector j = factor;
    for (int step = 0; step < steps; step++) {
      a = a.fma(factor, addend);
      b = b.fma(factor, addend);
      c = c.fma(factor, addend);
      d = d.fma(factor, addend);
      e = e.fma(factor, addend);
      f = f.fma(factor, addend);
      g = g.fma(factor, addend);
      h = h.fma(factor, addend);
      i = i.fma(factor, addend);
      j = j.fma(factor, addend);
    }
    FloatVector sum = a.add(b).add(c).add(d).add(e).add(f).add(g).add(h).add(i).add(j);
    return sum.lane(0);
  }
}

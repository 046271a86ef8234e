package ai.stego.tensor.cpu.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** The gradient of one row's division by its norm. */
final class UnitRow {
  private static final VectorSpecies<Float> S = Lanes.FLOATS;
  private static final int L = Lanes.COUNT;
  private static final double LEAST_NORM = 1e-12;

  private UnitRow() {}

  /** to += (g - y(y·g))/‖x‖ with y = x/‖x‖, as to + a·g - b·x. */
  static void addGradient(RowBlock x, RowBlock g, RowBlock to) {
    int width = x.stride();
    double norm = Reductions.norm(x.values(), x.start(), width);
    // A norm at its bound is a constant, and then nothing is taken off.
    double along = norm > LEAST_NORM ? dot(x, g, width) / (norm * norm) : 0;
    float a = (float) (1 / norm);
    float b = (float) (-along / norm);
    int i = 0;
    for (; i <= width - L; i += L) {
      FloatVector.fromArray(S, g.values(), g.start() + i)
          .mul(a)
          .add(FloatVector.fromArray(S, x.values(), x.start() + i).mul(b))
          .add(FloatVector.fromArray(S, to.values(), to.start() + i))
          .intoArray(to.values(), to.start() + i);
    }
    for (; i < width; i++) {
      to.values()[to.start() + i] += g.values()[g.start() + i] * a + x.values()[x.start() + i] * b;
    }
  }

  /** x·g, also where float32 products overflow. */
  private static double dot(RowBlock x, RowBlock g, int width) {
    double dot = Reductions.dot(x.values(), x.start(), g.values(), g.start(), width);
    if (!Double.isFinite(dot)) {
      dot = 0;
      for (int i = 0; i < width; i++) {
        dot += (double) x.values()[x.start() + i] * g.values()[g.start() + i];
      }
    }
    return dot;
  }
}

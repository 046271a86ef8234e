package ai.stego.tensor.cpu.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The gradient of rows' division by their norms.
 *
 * @param x what was divided
 * @param gradient of the unit rows
 * @param out added to
 * @param width of a row
 */
record UnitRow(float[] x, float[] gradient, float[] out, int width) {
  private static final VectorSpecies<Float> S = Lanes.FLOATS;
  private static final int L = Lanes.COUNT;
  private static final double LEAST_NORM = 1e-12;

  /** out += (g - y(y·g))/‖x‖ with y = x/‖x‖, as out + a·g + b·x; each row where it begins. */
  void addGradient(int row, int from, int to) {
    double norm = Reductions.norm(x, row, width);
    // A norm at its bound is a constant, and then nothing is taken off.
    double along = norm > LEAST_NORM ? dot(row, from) / (norm * norm) : 0;
    float a = (float) (1 / norm);
    float b = (float) (-along / norm);
    int i = 0;
    for (; i <= width - L; i += L) {
      FloatVector.fromArray(S, gradient, from + i)
          .mul(a)
          .add(FloatVector.fromArray(S, x, row + i).mul(b))
          .add(FloatVector.fromArray(S, out, to + i))
          .intoArray(out, to + i);
    }
    for (; i < width; i++) {
      out[to + i] += gradient[from + i] * a + x[row + i] * b;
    }
  }

  /** x·g, also where float32 products overflow. */
  private double dot(int row, int from) {
    double dot = Reductions.dot(x, row, gradient, from, width);
    if (!Double.isFinite(dot)) {
      dot = 0;
      for (int i = 0; i < width; i++) {
        dot += (double) x[row + i] * gradient[from + i];
      }
    }
    return dot;
  }
}

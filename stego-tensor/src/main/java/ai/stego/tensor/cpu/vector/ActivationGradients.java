package ai.stego.tensor.cpu.vector;

import ai.stego.tensor.cpu.ErrorFunction;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Gradients of activations, run by run.
 *
 * @param x what went into the activation
 * @param xStart where it begins
 * @param gradient of what came out
 * @param start where it begins
 * @param out added to
 * @param outStart where it begins
 */
record ActivationGradients(
    float[] x, int xStart, float[] gradient, int start, float[] out, int outStart) {
  private static final VectorSpecies<Float> S = Lanes.FLOATS;
  private static final int L = Lanes.COUNT;

  /** out += g where x &gt; 0; NaN where x is NaN. */
  void addRelu(int from, int to) {
    int i = from;
    for (; i <= to - L; i += L) {
      FloatVector value = FloatVector.fromArray(S, x, xStart + i);
      FloatVector slope = FloatVector.fromArray(S, gradient, start + i);
      value
          .blend(slope, value.compare(VectorOperators.GT, 0f))
          .blend(0f, value.compare(VectorOperators.LE, 0f))
          .add(FloatVector.fromArray(S, out, outStart + i))
          .intoArray(out, outStart + i);
    }
    for (; i < to; i++) {
      float value = x[xStart + i];
      out[outStart + i] += value > 0 ? gradient[start + i] : value <= 0 ? 0 : value;
    }
  }

  /**
   * out += g·GELU'(x), the distribution and the density in a method each: an error function and an
   * exponential in one are more than C2 inlines.
   */
  void addGelu(int from, int to) {
    int whole = from + S.loopBound(to - from);
    addDistribution(from, whole);
    addDensity(from, whole);
    for (int i = whole; i < to; i++) {
      double slope = ErrorFunction.geluDerivative(x[xStart + i]);
      out[outStart + i] += (float) (slope * gradient[start + i]);
    }
  }

  private void addDistribution(int from, int to) {
    for (int i = from; i < to; i += L) {
      VectorMath.normalDistribution(FloatVector.fromArray(S, x, xStart + i))
          .mul(FloatVector.fromArray(S, gradient, start + i))
          .add(FloatVector.fromArray(S, out, outStart + i))
          .intoArray(out, outStart + i);
    }
  }

  private void addDensity(int from, int to) {
    for (int i = from; i < to; i += L) {
      FloatVector value = FloatVector.fromArray(S, x, xStart + i);
      VectorMath.normalDensity(value)
          .mul(value)
          .mul(FloatVector.fromArray(S, gradient, start + i))
          .add(FloatVector.fromArray(S, out, outStart + i))
          .intoArray(out, outStart + i);
    }
  }
}

package ai.stego.tensor.cpu.vector;

import ai.stego.tensor.cpu.ErrorFunction;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** Runs of gradients of activations, and products element by element. */
final class ActivationGradients {
  private static final VectorSpecies<Float> S = Lanes.FLOATS;
  private static final int L = Lanes.COUNT;

  private ActivationGradients() {}

  /** to += g where x &gt; 0; NaN where x is NaN. */
  static void relu(float[] x, int at, RowBlock g, float[] to, int place) {
    float[] from = g.values();
    int count = g.stride();
    int i = 0;
    for (; i <= count - L; i += L) {
      FloatVector value = FloatVector.fromArray(S, x, at + i);
      value
          .blend(
              FloatVector.fromArray(S, from, g.start() + i), value.compare(VectorOperators.GT, 0f))
          .blend(0f, value.compare(VectorOperators.LE, 0f))
          .add(FloatVector.fromArray(S, to, place + i))
          .intoArray(to, place + i);
    }
    for (; i < count; i++) {
      float value = x[at + i];
      to[place + i] += value > 0 ? from[g.start() + i] : value <= 0 ? 0 : value;
    }
  }

  /** to += g·GELU'(x). */
  static void gelu(float[] x, int at, RowBlock g, float[] to, int place) {
    float[] from = g.values();
    int count = g.stride();
    int i = 0;
    for (; i <= count - L; i += L) {
      VectorMath.geluDerivative(FloatVector.fromArray(S, x, at + i))
          .mul(FloatVector.fromArray(S, from, g.start() + i))
          .add(FloatVector.fromArray(S, to, place + i))
          .intoArray(to, place + i);
    }
    for (; i < count; i++) {
      to[place + i] += (float) (ErrorFunction.geluDerivative(x[at + i]) * from[g.start() + i]);
    }
  }

  /** out = x·y. */
  static void product(RowBlock x, float[] y, int at, float[] out, int to) {
    int count = x.stride();
    int i = 0;
    for (; i <= count - L; i += L) {
      FloatVector.fromArray(S, x.values(), x.start() + i)
          .mul(FloatVector.fromArray(S, y, at + i))
          .intoArray(out, to + i);
    }
    for (; i < count; i++) {
      out[to + i] = x.values()[x.start() + i] * y[at + i];
    }
  }

  /** out += x·y. */
  static void addProduct(RowBlock x, float[] y, int at, float[] out, int to) {
    int count = x.stride();
    int i = 0;
    for (; i <= count - L; i += L) {
      FloatVector.fromArray(S, x.values(), x.start() + i)
          .mul(FloatVector.fromArray(S, y, at + i))
          .add(FloatVector.fromArray(S, out, to + i))
          .intoArray(out, to + i);
    }
    for (; i < count; i++) {
      out[to + i] += x.values()[x.start() + i] * y[at + i];
    }
  }
}

package ai.stego.tensor.cpu.vector;

import ai.stego.tensor.extent.SampleExtents;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The four samples around a point and how far it lies beyond the first on each axis.
 *
 * @param topLeft where the channels of the sample above and left begin
 * @param right from there to the sample on its right, 0 at the border
 * @param down from there to the sample below, 0 at the border
 * @param downFraction how far down, in [0, 1)
 * @param rightFraction how far right, in [0, 1)
 */
record Square(int topLeft, int right, int down, float downFraction, float rightFraction) {
  private static final VectorSpecies<Float> S = Lanes.FLOATS;
  private static final int L = Lanes.COUNT;

  /** The samples around (row, column) of the map that begins at {@code image}. */
  static Square around(SampleExtents e, int image, double row, double column) {
    int top = (int) row;
    int left = (int) column;
    int line = e.columns() * e.channels();
    return new Square(
        image + top * line + left * e.channels(),
        left + 1 < e.columns() ? e.channels() : 0,
        top + 1 < e.rows() ? line : 0,
        (float) (row - top),
        (float) (column - left));
  }

  /** Writes the interpolated channels. */
  void read(float[] in, float[] out, int to, int channels) {
    int c = 0;
    for (; c <= channels - L; c += L) {
      FloatVector top = between(in, topLeft + c);
      FloatVector bottom = between(in, topLeft + down + c);
      bottom.sub(top).mul(downFraction).add(top).intoArray(out, to + c);
    }
    for (; c < channels; c++) {
      float top = betweenOne(in, topLeft + c);
      float bottom = betweenOne(in, topLeft + down + c);
      out[to + c] = top + downFraction * (bottom - top);
    }
  }

  private FloatVector between(float[] in, int at) {
    FloatVector low = FloatVector.fromArray(S, in, at);
    return FloatVector.fromArray(S, in, at + right).sub(low).mul(rightFraction).add(low);
  }

  private float betweenOne(float[] in, int at) {
    return in[at] + rightFraction * (in[at + right] - in[at]);
  }

  /** Adds the channels of a gradient to the four samples, times their weights. */
  void add(float[] gradient, int from, float[] out, int channels) {
    float bottom = downFraction;
    float top = 1 - bottom;
    float left = 1 - rightFraction;
    Elementwise.addScaled(gradient, from, top * left, out, topLeft, channels);
    Elementwise.addScaled(gradient, from, top * rightFraction, out, topLeft + right, channels);
    Elementwise.addScaled(gradient, from, bottom * left, out, topLeft + down, channels);
    Elementwise.addScaled(
        gradient, from, bottom * rightFraction, out, topLeft + down + right, channels);
  }
}

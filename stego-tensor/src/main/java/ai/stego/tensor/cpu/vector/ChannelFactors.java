package ai.stego.tensor.cpu.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Rows times factors, channel by channel.
 *
 * @param x rows of channels
 * @param factors rows of channels
 * @param out overwritten, or added to
 * @param channels of a row
 */
record ChannelFactors(float[] x, float[] factors, float[] out, int channels) {
  private static final VectorSpecies<Float> S = Lanes.FLOATS;
  private static final int L = Lanes.COUNT;

  /** out = x·factors for one row of each, where it begins. */
  void store(int row, int factor, int to) {
    int i = 0;
    for (; i <= channels - L; i += L) {
      FloatVector.fromArray(S, x, row + i)
          .mul(FloatVector.fromArray(S, factors, factor + i))
          .intoArray(out, to + i);
    }
    for (; i < channels; i++) {
      out[to + i] = x[row + i] * factors[factor + i];
    }
  }

  /** out += x·factors for one row of each, where it begins. */
  void add(int row, int factor, int to) {
    int i = 0;
    for (; i <= channels - L; i += L) {
      FloatVector.fromArray(S, x, row + i)
          .mul(FloatVector.fromArray(S, factors, factor + i))
          .add(FloatVector.fromArray(S, out, to + i))
          .intoArray(out, to + i);
    }
    for (; i < channels; i++) {
      out[to + i] += x[row + i] * factors[factor + i];
    }
  }
}

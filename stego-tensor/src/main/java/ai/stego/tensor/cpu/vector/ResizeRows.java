package ai.stego.tensor.cpu.vector;

import ai.stego.tensor.cpu.Taps;
import ai.stego.tensor.extent.MapExtents;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Resizes one output row at a time: first the input rows it reads are blended into one, then that
 * one is stretched along its columns. For an enlargement nearly all work is in the second step,
 * with 2 (or 4) samples for each value instead of 4 (or 16).
 *
 * @param extents of the operation
 * @param vertical which input rows an output row reads
 * @param horizontal which input columns an output column reads
 */
record ResizeRows(MapExtents extents, Taps vertical, Taps horizontal) {
  private static final VectorSpecies<Float> S = Lanes.FLOATS;
  private static final int L = Lanes.COUNT;

  /** Blends the input rows that output row {@code row} reads into {@code line} (w,C). */
  void blend(float[] in, int image, int row, float[] line) {
    int count = extents.columns() * extents.channels();
    int tap = row * vertical.count();
    int c = 0;
    for (; c <= count - L; c += L) {
      weigh(in, image + c, vertical, tap, count).intoArray(line, c);
    }
    for (; c < count; c++) {
      line[c] = weighOne(in, image + c, vertical, tap, count);
    }
  }

  /** Stretches {@code line} (w,C) to an output row (W,C). */
  void stretch(float[] line, float[] out, int to) {
    int channels = extents.channels();
    for (int column = 0; column < extents.outColumns(); column++) {
      int tap = column * horizontal.count();
      int at = to + column * channels;
      int c = 0;
      for (; c <= channels - L; c += L) {
        weigh(line, c, horizontal, tap, channels).intoArray(out, at + c);
      }
      if (c < channels && channels >= L) {
        // The last vector overlaps the one before: the same values are written twice.
        c = channels - L;
        weigh(line, c, horizontal, tap, channels).intoArray(out, at + c);
        c = channels;
      }
      for (; c < channels; c++) {
        out[at + c] = weighOne(line, c, horizontal, tap, channels);
      }
    }
  }

  private static FloatVector weigh(float[] in, int from, Taps taps, int tap, int stride) {
    int[] index = taps.index();
    float[] weight = taps.weight();
    FloatVector sum =
        FloatVector.fromArray(S, in, from + index[tap] * stride)
            .mul(weight[tap])
            .add(FloatVector.fromArray(S, in, from + index[tap + 1] * stride).mul(weight[tap + 1]));
    if (taps.count() == 4) {
      sum =
          FloatVector.fromArray(S, in, from + index[tap + 2] * stride)
              .mul(weight[tap + 2])
              .add(
                  FloatVector.fromArray(S, in, from + index[tap + 3] * stride).mul(weight[tap + 3]))
              .add(sum);
    }
    return sum;
  }

  private static float weighOne(float[] in, int from, Taps taps, int tap, int stride) {
    float sum = 0;
    for (int t = tap; t < tap + taps.count(); t++) {
      sum += taps.weight()[t] * in[from + taps.index()[t] * stride];
    }
    return sum;
  }
}

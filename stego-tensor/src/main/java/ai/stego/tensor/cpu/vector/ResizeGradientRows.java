package ai.stego.tensor.cpu.vector;

import ai.stego.tensor.extent.MapExtents;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The gradient of a resize, gathered: first the columns of every output row are brought together in
 * as many columns as the input has, then the rows. For an enlargement nearly all work is in the
 * first step, and every value of the large gradient is read once from memory.
 *
 * @param extents of the resize
 * @param vertical which output rows read an input row
 * @param horizontal which output columns read an input column
 */
record ResizeGradientRows(MapExtents extents, TransposedTaps vertical, TransposedTaps horizontal) {
  private static final VectorSpecies<Float> S = Lanes.FLOATS;
  private static final int L = Lanes.COUNT;

  /** Brings an output row (W,C) together to {@code line} (w,C), which is overwritten. */
  void gather(float[] from, int row, float[] line, int to) {
    int channels = extents.channels();
    for (int column = 0; column < extents.columns(); column++) {
      int at = to + column * channels;
      int first = horizontal.start()[column];
      int last = horizontal.start()[column + 1];
      if (channels < L) {
        for (int c = 0; c < channels; c++) {
          line[at + c] = sumOne(from, row + c, first, last);
        }
        continue;
      }
      for (int i = 0; i < channels; i += L) {
        // The last vector overlaps the one before, and the same values are written twice. A second
        // call for it would be more than C2 inlines.
        int c = Math.min(i, channels - L);
        sum(from, row + c, first, last).intoArray(line, at + c);
      }
    }
  }

  private FloatVector sum(float[] from, int row, int first, int last) {
    int[] output = horizontal.output();
    float[] weight = horizontal.weight();
    int channels = extents.channels();
    FloatVector a = FloatVector.zero(S);
    FloatVector b = a;
    int tap = first;
    for (; tap < last - 1; tap += 2) {
      a = a.add(FloatVector.fromArray(S, from, row + output[tap] * channels).mul(weight[tap]));
      b =
          b.add(
              FloatVector.fromArray(S, from, row + output[tap + 1] * channels)
                  .mul(weight[tap + 1]));
    }
    if (tap < last) {
      a = a.add(FloatVector.fromArray(S, from, row + output[tap] * channels).mul(weight[tap]));
    }
    return a.add(b);
  }

  private float sumOne(float[] from, int row, int first, int last) {
    float sum = 0;
    for (int tap = first; tap < last; tap++) {
      sum += from[row + horizontal.output()[tap] * extents.channels()] * horizontal.weight()[tap];
    }
    return sum;
  }

  /**
   * Adds the lines that read one input row, times their weights, to it.
   *
   * @param lines the lines of one image, H of (w,C)
   * @param start where they begin
   * @param row the input row
   * @param sums scratch for one line
   * @param out added to
   * @param to where the row begins
   */
  void addLines(float[] lines, int start, int row, float[] sums, float[] out, int to) {
    int count = extents.columns() * extents.channels();
    Arrays.fill(sums, 0, count, 0);
    for (int tap = vertical.start()[row]; tap < vertical.start()[row + 1]; tap++) {
      int line = start + vertical.output()[tap] * count;
      Elementwise.addScaled(lines, line, vertical.weight()[tap], sums, 0, count);
    }
    Elementwise.addScaled(sums, 0, 1, out, to, count);
  }
}

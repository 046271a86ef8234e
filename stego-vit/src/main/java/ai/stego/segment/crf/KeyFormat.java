package ai.stego.segment.crf;

/**
 * How the d coordinates of a lattice vertex are packed into as few longs as hold them: one for a
 * photograph. Each coordinate has a field of its own with room for a step, so that to walk along an
 * axis is to add a constant.
 */
final class KeyFormat {
  private final int[] word;
  private final int[] shift;
  private final long[] offset;
  private final int words;
  private final long[] steps;

  /** For vertices near points whose coordinates are between two bounds. */
  KeyFormat(double[] least, double[] most) {
    int dimensions = least.length;
    // Rounding and returning to the plane move a coordinate by less than 2(d+1), a corner and a
    // step of the blur by d each.
    int margin = 4 * (dimensions + 1);
    word = new int[dimensions];
    shift = new int[dimensions];
    offset = new long[dimensions];
    int used = 0;
    for (int axis = 0; axis < dimensions; axis++) {
      offset[axis] = (long) Math.floor(least[axis]) - margin;
      long range = (long) Math.ceil(most[axis]) + margin - offset[axis];
      int bits = Long.SIZE - Long.numberOfLeadingZeros(range);
      if (used % Long.SIZE + bits > Long.SIZE) {
        used += Long.SIZE - used % Long.SIZE;
      }
      word[axis] = used / Long.SIZE;
      shift[axis] = used % Long.SIZE;
      used += bits;
    }
    words = (used - 1) / Long.SIZE + 1;
    steps = steps(dimensions);
  }

  /** A step along axis j adds 1 to every coordinate but j, which balances with -d. */
  private long[] steps(int dimensions) {
    long[] result = new long[(dimensions + 1) * words];
    for (int axis = 0; axis <= dimensions; axis++) {
      for (int i = 0; i < dimensions; i++) {
        result[axis * words + word[i]] += (i == axis ? -dimensions : 1L) << shift[i];
      }
    }
    return result;
  }

  /** How many longs make a key. */
  int words() {
    return words;
  }

  /** One word of what a step along an axis 0..d adds to a key. */
  long step(int axis, int index) {
    return steps[axis * words + index];
  }

  /** Adds a coordinate to the key that begins at an index; the key's words begin as 0. */
  void put(int axis, int coordinate, long[] keys, int at) {
    keys[at + word[axis]] += (coordinate - offset[axis]) << shift[axis];
  }
}

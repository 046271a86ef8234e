package ai.stego.cuda;

import java.util.Arrays;

/**
 * How the d coordinates of a lattice vertex are packed into as few 64-bit words as will do, so that
 * the words compared one after the other as unsigned numbers order the vertices as their
 * coordinates do, first coordinate first. No coordinate is cut in two. Each has room for a step
 * along any axis, so that a step is an addition of one constant to each word.
 */
final class KeyLayout {
  private final int dimensions;
  private final int[] least;
  private final int[] word;
  private final int[] shift;
  private final int[] bits;

  /**
   * Lays out the keys.
   *
   * @param bounds the least and the greatest coordinate of remainder 0, axis by axis; 2·d values
   */
  KeyLayout(int[] bounds, int dimensions) {
    this.dimensions = dimensions;
    this.least = new int[dimensions];
    this.word = new int[dimensions];
    this.shift = new int[dimensions];
    int[] width = new int[dimensions];
    int[] filled = new int[dimensions];
    int words = 0;
    for (int axis = 0; axis < dimensions; axis++) {
      // Other remainders lie up to d away, and a step takes d off or adds 1.
      least[axis] = bounds[2 * axis] - 2 * dimensions;
      int most = bounds[2 * axis + 1] + dimensions + 1;
      width[axis] = Integer.SIZE - Integer.numberOfLeadingZeros(most - least[axis]);
      if (filled[words] + width[axis] > Long.SIZE) {
        words++;
      }
      word[axis] = words;
      filled[words] += width[axis];
    }
    this.bits = Arrays.copyOf(filled, words + 1);
    int[] left = bits.clone();
    for (int axis = 0; axis < dimensions; axis++) {
      left[word[axis]] -= width[axis];
      shift[axis] = left[word[axis]];
    }
  }

  /** The number of words of a key. */
  int words() {
    return bits.length;
  }

  /** How many low bits of a word are used. */
  int bits(int index) {
    return bits[index];
  }

  /** For each axis what is subtracted, the word, and the shift: {@code KeyField} of the kernels. */
  int[] fields() {
    int[] fields = new int[3 * dimensions];
    for (int axis = 0; axis < dimensions; axis++) {
      fields[3 * axis] = least[axis];
      fields[3 * axis + 1] = word[axis];
      fields[3 * axis + 2] = shift[axis];
    }
    return fields;
  }

  /**
   * What a step along each axis 0..d adds to each word, (d+1,words), the low half first. A step
   * along axis j adds 1 to every coordinate but j, which balances with -d.
   */
  int[] steps() {
    int[] steps = new int[2 * (dimensions + 1) * words()];
    for (int axis = 0; axis <= dimensions; axis++) {
      long[] sums = new long[words()];
      for (int i = 0; i < dimensions; i++) {
        sums[word[i]] += (i == axis ? (long) -dimensions : 1L) << shift[i];
      }
      for (int w = 0; w < sums.length; w++) {
        int at = 2 * (axis * sums.length + w);
        steps[at] = (int) sums[w];
        steps[at + 1] = (int) (sums[w] >>> Integer.SIZE);
      }
    }
    return steps;
  }
}

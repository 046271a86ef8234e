package ai.stego.segment.crf;

/**
 * The vertices of a lattice in the order of their keys. A step along an axis adds a constant, so it
 * keeps the order, and one walk with two fingers finds all neighbours without a search.
 */
final class SortedKeys {
  private static final int DIGIT_BITS = 11;
  private static final int DIGITS = 1 << DIGIT_BITS;

  private final int words;
  private final int[] vertex;
  private final long[] keys;

  SortedKeys(VertexTable table, int words) {
    this.words = words;
    this.vertex = sort(table, words);
    this.keys = new long[vertex.length * words];
    for (int at = 0; at < keys.length; at++) {
      keys[at] = table.key(vertex[at / words], at % words);
    }
  }

  /** The number of the vertex at a place of the order. */
  int vertex(int place) {
    return vertex[place];
  }

  /**
   * For each vertex the number of its neighbour one step ahead along an axis 0..d, or {@link
   * VertexTable#ABSENT}.
   */
  int[] ahead(int axis, KeyFormat format) {
    return words == 1 ? aheadOfOneWord(format.step(axis, 0)) : aheadOfWords(axis, format);
  }

  /** The usual case: half the time of the general one. */
  private int[] aheadOfOneWord(long step) {
    int[] ahead = new int[vertex.length];
    int candidate = 0;
    for (int place = 0; place < vertex.length; place++) {
      long target = keys[place] + step + Long.MIN_VALUE;
      while (candidate < keys.length && keys[candidate] + Long.MIN_VALUE < target) {
        candidate++;
      }
      boolean found = candidate < keys.length && keys[candidate] + Long.MIN_VALUE == target;
      ahead[vertex[place]] = found ? vertex[candidate] : VertexTable.ABSENT;
    }
    return ahead;
  }

  private int[] aheadOfWords(int axis, KeyFormat format) {
    int[] ahead = new int[vertex.length];
    long[] target = new long[words];
    int candidate = 0;
    for (int place = 0; place < vertex.length; place++) {
      for (int i = 0; i < words; i++) {
        target[i] = keys[place * words + i] + format.step(axis, i);
      }
      int comparison = -1;
      while (candidate < vertex.length) {
        comparison = compare(candidate, target);
        if (comparison >= 0) {
          break;
        }
        candidate++;
      }
      ahead[vertex[place]] = comparison == 0 ? vertex[candidate] : VertexTable.ABSENT;
    }
    return ahead;
  }

  private int compare(int place, long[] target) {
    for (int i = 0; i < words; i++) {
      int comparison = Long.compareUnsigned(keys[place * words + i], target[i]);
      if (comparison != 0) {
        return comparison;
      }
    }
    return 0;
  }

  /** A radix sort from the last digit of the last word to the first: linear in the vertices. */
  private static int[] sort(VertexTable table, int words) {
    int[] order = new int[table.size()];
    for (int i = 0; i < order.length; i++) {
      order[i] = i;
    }
    int[] spare = new int[order.length];
    for (int word = words - 1; word >= 0; word--) {
      long differing = differingBits(table, word);
      for (int shift = 0; shift < Long.SIZE; shift += DIGIT_BITS) {
        if ((differing >>> shift & (DIGITS - 1)) != 0) {
          sortByDigit(table, word, shift, order, spare);
          int[] sorted = spare;
          spare = order;
          order = sorted;
        }
      }
    }
    return order;
  }

  private static long differingBits(VertexTable table, int word) {
    long differing = 0;
    for (int i = 1; i < table.size(); i++) {
      differing |= table.key(i, word) ^ table.key(0, word);
    }
    return differing;
  }

  private static void sortByDigit(
      VertexTable table, int word, int shift, int[] order, int[] sorted) {
    int[] next = new int[DIGITS + 1];
    for (int i = 0; i < order.length; i++) {
      next[(int) (table.key(i, word) >>> shift & (DIGITS - 1)) + 1]++;
    }
    for (int digit = 0; digit < DIGITS; digit++) {
      next[digit + 1] += next[digit];
    }
    for (int number : order) {
      sorted[next[(int) (table.key(number, word) >>> shift & (DIGITS - 1))]++] = number;
    }
  }
}

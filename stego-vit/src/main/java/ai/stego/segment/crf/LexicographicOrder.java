package ai.stego.segment.crf;

/**
 * Sorts the vertices of a table by their keys, first coordinate first. Neighbours along an axis
 * then lie close together in memory, and stretches of vertices have stretches of neighbours, so
 * that one long loop can blur them all. A radix sort from the last coordinate to the first: linear
 * in the number of vertices.
 */
final class LexicographicOrder {
  private static final int DIGIT_BITS = 11;
  private static final int DIGITS = 1 << DIGIT_BITS;

  private LexicographicOrder() {}

  /** The vertices' numbers in the table, in rising order of their keys. */
  static int[] sort(VertexTable table, int dimensions) {
    int[] order = new int[table.size()];
    for (int i = 0; i < order.length; i++) {
      order[i] = i;
    }
    int[] spare = new int[order.length];
    int[] values = new int[order.length];
    for (int axis = dimensions - 1; axis >= 0; axis--) {
      int range = values(table, axis, values);
      for (int shift = 0; shift < Integer.SIZE && range >>> shift != 0; shift += DIGIT_BITS) {
        sortByDigit(order, values, shift, spare);
        int[] sorted = spare;
        spare = order;
        order = sorted;
      }
    }
    return order;
  }

  /** Fills in each vertex's coordinate, counted from the smallest; returns the largest. */
  private static int values(VertexTable table, int axis, int[] values) {
    int least = Integer.MAX_VALUE;
    int most = Integer.MIN_VALUE;
    for (int vertex = 0; vertex < values.length; vertex++) {
      values[vertex] = table.coordinate(vertex, axis);
      least = Math.min(least, values[vertex]);
      most = Math.max(most, values[vertex]);
    }
    for (int vertex = 0; vertex < values.length; vertex++) {
      values[vertex] -= least;
    }
    return most - least;
  }

  private static void sortByDigit(int[] order, int[] values, int shift, int[] out) {
    int[] next = new int[DIGITS + 1];
    for (int vertex : order) {
      next[(values[vertex] >>> shift & (DIGITS - 1)) + 1]++;
    }
    for (int digit = 0; digit < DIGITS; digit++) {
      next[digit + 1] += next[digit];
    }
    for (int vertex : order) {
      out[next[values[vertex] >>> shift & (DIGITS - 1)]++] = vertex;
    }
  }
}

package ai.stego.segment.crf;

import java.util.Arrays;

/** The vertices of a lattice in the lexicographic order of their keys, and who neighbours whom. */
final class SortedVertices {
  static final int ABSENT = -1;

  private final int dimensions;
  private final int[] keys;
  private final int[] number;

  SortedVertices(VertexTable table, int dimensions) {
    this.dimensions = dimensions;
    int[] order = LexicographicOrder.sort(table, dimensions);
    this.keys = new int[order.length * dimensions];
    this.number = new int[order.length];
    for (int i = 0; i < order.length; i++) {
      number[order[i]] = i;
      for (int axis = 0; axis < dimensions; axis++) {
        keys[i * dimensions + axis] = table.coordinate(order[i], axis);
      }
    }
  }

  /** How many there are. */
  int size() {
    return number.length;
  }

  /** The place in the order of a vertex of the table. */
  int number(int vertex) {
    return number[vertex];
  }

  /**
   * The neighbour of each vertex one step ahead along an axis 0..d, or {@link #ABSENT}. A step
   * along axis j adds 1 to every coordinate but j, which balances with -d. A constant step keeps
   * the order, so one walk through the vertices finds all neighbours without a search.
   */
  int[] upper(int axis) {
    int[] upper = new int[size()];
    int candidate = 0;
    for (int vertex = 0; vertex < upper.length; vertex++) {
      int comparison = -1;
      while (candidate < upper.length) {
        comparison = compareToStep(candidate, vertex, axis);
        if (comparison >= 0) {
          break;
        }
        candidate++;
      }
      upper[vertex] = comparison == 0 ? candidate : ABSENT;
    }
    return upper;
  }

  /** The neighbours one step back: the inverse of the neighbours ahead. */
  static int[] lower(int[] upper) {
    int[] lower = new int[upper.length];
    Arrays.fill(lower, ABSENT);
    for (int vertex = 0; vertex < upper.length; vertex++) {
      if (upper[vertex] != ABSENT) {
        lower[upper[vertex]] = vertex;
      }
    }
    return lower;
  }

  private int compareToStep(int candidate, int vertex, int axis) {
    for (int i = 0; i < dimensions; i++) {
      int stepped = keys[vertex * dimensions + i] + (i == axis ? -dimensions : 1);
      int comparison = Integer.compare(keys[candidate * dimensions + i], stepped);
      if (comparison != 0) {
        return comparison;
      }
    }
    return 0;
  }
}

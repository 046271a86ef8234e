package ai.stego.segment.crf;

import ai.stego.tensor.RowChains;
import java.util.Arrays;

/**
 * The vertices of a lattice as chains along an axis.
 *
 * @param chains each vertex that has neighbours, linked to the one ahead of it
 * @param groups where the chains of each group of vertices begin; one more than there are groups
 */
record LatticeChains(RowChains chains, int[] groups) {
  /**
   * Links each vertex to the one ahead of it. A vertex without neighbours is in no chain: a blur
   * that leaves the middle as it is need not touch it.
   *
   * @param ahead the vertex one step ahead of each, or {@link VertexTable#ABSENT}
   * @param order all vertices; chains are in the order of their first ones
   * @param begin where groups begin in the order, and its end; no chain leaves its group
   * @return the chains
   */
  static LatticeChains of(int[] ahead, int[] order, int[] begin) {
    boolean[] follows = new boolean[ahead.length];
    for (int next : ahead) {
      if (next != VertexTable.ABSENT) {
        follows[next] = true;
      }
    }
    int[] start = new int[ahead.length / 2 + 1];
    int[] row = new int[ahead.length];
    int[] groups = new int[begin.length];
    int chains = 0;
    int size = 0;
    for (int group = 0; group + 1 < begin.length; group++) {
      for (int place = begin[group]; place < begin[group + 1]; place++) {
        int first = order[place];
        if (!follows[first] && ahead[first] != VertexTable.ABSENT) {
          for (int at = first; at != VertexTable.ABSENT; at = ahead[at]) {
            row[size++] = at;
          }
          start[++chains] = size;
        }
      }
      groups[group + 1] = chains;
    }
    return new LatticeChains(
        new RowChains(Arrays.copyOf(start, chains + 1), Arrays.copyOf(row, size)), groups);
  }
}

package ai.stego.segment.crf;

import ai.stego.tensor.RowChains;
import java.util.Arrays;

/** The vertices of a lattice as chains along an axis. */
final class LatticeChains {
  private LatticeChains() {}

  /**
   * Links each vertex to the one ahead of it. A vertex without neighbours is in no chain: a blur
   * that leaves the middle as it is need not touch it.
   *
   * @param ahead the vertex one step ahead of each, or {@link VertexTable#ABSENT}
   * @return the chains in the order of their first vertices
   */
  static RowChains of(int[] ahead) {
    boolean[] follows = new boolean[ahead.length];
    for (int next : ahead) {
      if (next != VertexTable.ABSENT) {
        follows[next] = true;
      }
    }
    int[] start = new int[ahead.length / 2 + 1];
    int[] row = new int[ahead.length];
    int chains = 0;
    int size = 0;
    for (int first = 0; first < ahead.length; first++) {
      if (!follows[first] && ahead[first] != VertexTable.ABSENT) {
        for (int at = first; at != VertexTable.ABSENT; at = ahead[at]) {
          row[size++] = at;
        }
        start[++chains] = size;
      }
    }
    return new RowChains(Arrays.copyOf(start, chains + 1), Arrays.copyOf(row, size));
  }
}

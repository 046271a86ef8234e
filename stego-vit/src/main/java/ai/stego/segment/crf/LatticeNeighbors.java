package ai.stego.segment.crf;

import ai.stego.tensor.RowChains;
import java.util.Arrays;
import java.util.List;

/** The neighbours of each vertex along each axis, or {@link VertexTable#ABSENT}, out of chains. */
final class LatticeNeighbors {
  private final int[][] ahead;
  private final int[][] behind;

  LatticeNeighbors(List<RowChains> axes, int vertices) {
    ahead = new int[axes.size()][vertices];
    behind = new int[axes.size()][vertices];
    for (int axis = 0; axis < ahead.length; axis++) {
      Arrays.fill(ahead[axis], VertexTable.ABSENT);
      Arrays.fill(behind[axis], VertexTable.ABSENT);
      link(axes.get(axis), ahead[axis], behind[axis]);
    }
  }

  private static void link(RowChains chains, int[] ahead, int[] behind) {
    for (int chain = 0; chain < chains.size(); chain++) {
      for (int at = chains.start()[chain] + 1; at < chains.start()[chain + 1]; at++) {
        ahead[chains.row()[at - 1]] = chains.row()[at];
        behind[chains.row()[at]] = chains.row()[at - 1];
      }
    }
  }

  int axes() {
    return ahead.length;
  }

  /** For each vertex the one a step ahead along an axis. */
  int[] ahead(int axis) {
    return ahead[axis];
  }

  /** For each vertex the one a step behind along an axis. */
  int[] behind(int axis) {
    return behind[axis];
  }
}

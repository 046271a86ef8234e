package ai.stego.segment.crf;

import ai.stego.tensor.RowChains;
import ai.stego.tensor.SparseRows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What a band of points needs of a lattice, its vertices numbered anew: those that the points
 * touch, then the neighbours that the last blur reads, then those that the blur before it reads,
 * and so on. The values of the first ones are those of the whole lattice, bit for bit; further out
 * neighbours are missing, but nothing of that reaches the points.
 *
 * @param splat a row for each of these vertices, from all points
 * @param chains along each axis, of the vertices that its blur reads
 */
record LatticeBand(SparseRows splat, List<RowChains> chains) {
  /** Numbers the vertices of bands, one after the other. */
  static final class Builder {
    private final LatticeNeighbors neighbors;
    private final SparseRows slice;
    private final SparseRows splat;
    private final int[] number;
    private int[] vertices = new int[1024];
    private int size;

    Builder(LatticeNeighbors neighbors, SparseRows slice, SparseRows splat) {
      this.neighbors = neighbors;
      this.slice = slice;
      this.splat = splat;
      this.number = new int[splat.rows()];
      Arrays.fill(number, VertexTable.ABSENT);
    }

    /** The band of a range of points; writes the new columns of their rows of the slice. */
    LatticeBand build(int from, int to, int[] column) {
      for (int entry = slice.start()[from]; entry < slice.start()[to]; entry++) {
        add(slice.column()[entry]);
        column[entry] = number[slice.column()[entry]];
      }
      int[] read = new int[neighbors.axes()];
      for (int axis = neighbors.axes() - 1; axis >= 0; axis--) {
        int blurred = size;
        for (int i = 0; i < blurred; i++) {
          add(neighbors.ahead(axis)[vertices[i]]);
          add(neighbors.behind(axis)[vertices[i]]);
        }
        read[axis] = size;
      }
      List<RowChains> chains = new ArrayList<>();
      for (int axis = 0; axis < read.length; axis++) {
        chains.add(chains(axis, read[axis]));
      }
      LatticeBand band = new LatticeBand(splatRows(), chains);
      clear();
      return band;
    }

    private void add(int vertex) {
      if (vertex == VertexTable.ABSENT || number[vertex] != VertexTable.ABSENT) {
        return;
      }
      if (size == vertices.length) {
        vertices = Arrays.copyOf(vertices, 2 * size);
      }
      number[vertex] = size;
      vertices[size++] = vertex;
    }

    private RowChains chains(int axis, int count) {
      int[] ahead = new int[count];
      int[] order = new int[count];
      for (int i = 0; i < count; i++) {
        int next = neighbors.ahead(axis)[vertices[i]];
        int there = next == VertexTable.ABSENT ? VertexTable.ABSENT : number[next];
        ahead[i] = there < count ? there : VertexTable.ABSENT;
        order[i] = i;
      }
      return LatticeChains.of(ahead, order, new int[] {0, count}).chains();
    }

    private SparseRows splatRows() {
      int[] start = new int[size + 1];
      for (int i = 0; i < size; i++) {
        int vertex = vertices[i];
        start[i + 1] = start[i] + splat.start()[vertex + 1] - splat.start()[vertex];
      }
      int[] point = new int[start[size]];
      float[] weight = new float[point.length];
      for (int i = 0; i < size; i++) {
        int entry = splat.start()[vertices[i]];
        int count = start[i + 1] - start[i];
        System.arraycopy(splat.column(), entry, point, start[i], count);
        System.arraycopy(splat.weight(), entry, weight, start[i], count);
      }
      return new SparseRows(start, point, weight);
    }

    private void clear() {
      for (int i = 0; i < size; i++) {
        number[vertices[i]] = VertexTable.ABSENT;
      }
      size = 0;
    }
  }
}

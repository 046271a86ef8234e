package ai.stego.segment.crf;

import java.util.Arrays;

/**
 * The vertices of a lattice in clusters: two are in the same one if steps along some axes lead from
 * one to the other. Clusters are in the order of their first vertices, each in the order of its
 * vertices.
 */
final class VertexClusters {
  private final int[] order;
  private final int[] start;

  private VertexClusters(int[] order, int[] start) {
    this.order = order;
    this.start = start;
  }

  /**
   * The clusters of some axes.
   *
   * @param ahead for each axis the vertex one step ahead of each, or {@link VertexTable#ABSENT}
   * @param from first axis
   * @param to behind the last axis
   */
  static VertexClusters of(int[][] ahead, int from, int to) {
    int[] parent = new int[ahead[0].length];
    Arrays.setAll(parent, vertex -> vertex);
    for (int axis = from; axis < to; axis++) {
      for (int vertex = 0; vertex < parent.length; vertex++) {
        int next = ahead[axis][vertex];
        if (next != VertexTable.ABSENT) {
          join(parent, vertex, next);
        }
      }
    }
    return sorted(parent);
  }

  /** The smaller of two roots becomes the parent of the other. */
  private static void join(int[] parent, int a, int b) {
    int first = root(parent, a);
    int second = root(parent, b);
    parent[Math.max(first, second)] = Math.min(first, second);
  }

  /** The first vertex of a cluster; the paths to it are halved on the way. */
  private static int root(int[] parent, int vertex) {
    int at = vertex;
    while (parent[at] != at) {
      parent[at] = parent[parent[at]];
      at = parent[at];
    }
    return at;
  }

  /** Roots come before the rest of their clusters, since no parent is above its child. */
  private static VertexClusters sorted(int[] parent) {
    int[] cluster = new int[parent.length];
    int[] size = new int[parent.length];
    int count = 0;
    for (int vertex = 0; vertex < parent.length; vertex++) {
      int first = root(parent, vertex);
      cluster[vertex] = first == vertex ? count++ : cluster[first];
      size[cluster[vertex]]++;
    }
    int[] start = new int[count + 1];
    for (int i = 0; i < count; i++) {
      start[i + 1] = start[i] + size[i];
    }
    int[] next = start.clone();
    int[] order = new int[parent.length];
    for (int vertex = 0; vertex < order.length; vertex++) {
      order[next[cluster[vertex]]++] = vertex;
    }
    return new VertexClusters(order, start);
  }

  /** How many vertices the largest cluster has. */
  int largest() {
    int largest = 0;
    for (int i = 0; i + 1 < start.length; i++) {
      largest = Math.max(largest, start[i + 1] - start[i]);
    }
    return largest;
  }

  /** All vertices, cluster after cluster. */
  int[] order() {
    return order;
  }

  /**
   * Cuts the order between clusters.
   *
   * @param least vertices in each group but the last
   * @return where groups begin, and the end of the order
   */
  int[] groups(int least) {
    int[] begin = new int[start.length];
    int groups = 0;
    for (int border : start) {
      if (border - begin[groups] >= least || border == order.length) {
        begin[++groups] = border;
      }
    }
    return Arrays.copyOf(begin, groups + 1);
  }
}

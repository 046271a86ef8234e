package ai.stego.segment.crf;

import ai.stego.tensor.LatticeOps;
import ai.stego.tensor.Parallel;
import ai.stego.tensor.RowChains;
import java.util.ArrayList;
import java.util.List;

/**
 * The blurs along some axes in one pass over memory. The vertices are cut into groups that no chain
 * of these axes leaves; a group is blurred along one axis after the other while its rows are in the
 * cache. Each row is what it would be if all were blurred along one axis before the next.
 */
final class BlurPass {
  /** Rows of a group, so that two hundred classes stay in a second cache of half a megabyte. */
  private static final int GROUP = 512;

  /** Axes whose clusters are larger than this are blurred one by one. */
  private static final int LARGEST_CLUSTER = 8192;

  private final List<RowChains> chains = new ArrayList<>();

  /** For each axis, where the chains of each group begin. */
  private final List<int[]> groups = new ArrayList<>();

  private BlurPass(int[][] ahead, int from, int to, VertexClusters clusters) {
    int[] begin = clusters.groups(GROUP);
    for (int axis = from; axis < to; axis++) {
      LatticeChains grouped = LatticeChains.of(ahead[axis], clusters.order(), begin);
      chains.add(grouped.chains());
      groups.add(grouped.groups());
    }
  }

  /**
   * As few passes as clusters allow: all axes in one, or the halves by themselves.
   *
   * @param ahead for each axis the vertex one step ahead of each, or {@link VertexTable#ABSENT}
   * @param from first axis
   * @param to behind the last axis
   * @return passes that blur along the axes in their order
   */
  static List<BlurPass> of(int[][] ahead, int from, int to) {
    VertexClusters clusters = VertexClusters.of(ahead, from, to);
    if (to - from == 1 || clusters.largest() <= LARGEST_CLUSTER) {
      return List.of(new BlurPass(ahead, from, to, clusters));
    }
    int middle = (from + to) / 2;
    List<BlurPass> passes = new ArrayList<>(of(ahead, from, middle));
    passes.addAll(of(ahead, middle, to));
    return passes;
  }

  /** The chains along each axis. */
  List<RowChains> chains() {
    return chains;
  }

  /** Blurs a row for each vertex. */
  void run(LatticeOps ops, float[] values, int rowLength, Parallel parallel) {
    parallel.ranges(
        groups.get(0).length - 1,
        1,
        (from, to) -> {
          for (int group = from; group < to; group++) {
            for (int axis = 0; axis < chains.size(); axis++) {
              int[] begin = groups.get(axis);
              ops.blur(chains.get(axis), begin[group], begin[group + 1], values, rowLength);
            }
          }
        });
  }
}

package ai.stego.tensor.cpu.vector;

import static ai.stego.tensor.cpu.HostStorage.array;
import static ai.stego.tensor.cpu.HostStorage.start;

import ai.stego.tensor.Tensor;
import ai.stego.tensor.cpu.CpuContext;
import ai.stego.tensor.cpu.LloydPoints;
import java.util.Arrays;

/**
 * A pass of Lloyd's iteration that reads every point once: a block of points is multiplied with the
 * centroids and labelled, and those that moved are taken from the totals of one cluster to those of
 * another. Ranges of points have totals of their own, which are added in their order. The totals
 * are sums in double of floats: what adding and taking out again leaves of rounding is far below
 * half a unit of a float, unless a point that left was some 2²⁸ times as far out as those that
 * stay.
 */
final class VectorLloydPoints implements LloydPoints {
  /** Ranges of points, about. */
  private static final int RANGES = 64;

  /** Points of a range for each cluster, at least: so totals are small beside the points. */
  private static final int POINTS_PER_CLUSTER = 4;

  private final CpuContext context;
  private final RowBlock points;
  private final float[] norms;
  private final int grain;
  private final ClusterTotals[] totals;
  private final boolean[] moved;

  /**
   * Measures the points' lengths.
   *
   * @param context memory and threads
   * @param points M dense rows
   * @param clusters K
   * @param norms overwritten from index 0, and to be left alone: at least M values
   */
  VectorLloydPoints(CpuContext context, RowBlock points, int clusters, float[] norms) {
    this.context = context;
    this.points = points;
    this.norms = norms;
    this.grain = grain(points.rows(), clusters);
    this.totals = new ClusterTotals[(points.rows() - 1) / grain + 1];
    this.moved = new boolean[totals.length];
    Arrays.setAll(totals, range -> ClusterTotals.none(clusters, points.stride()));
    context
        .parallel()
        .ranges(
            points.rows(),
            grain,
            (from, to) -> {
              for (int m = from; m < to; m++) {
                norms[m] = (float) Reductions.norm(points.values(), points.at(m), points.stride());
              }
            });
  }

  private static int grain(int points, int clusters) {
    long wanted = Math.max((points - 1) / RANGES + 1, (long) POINTS_PER_CLUSTER * clusters);
    return Lanes.roundUp((int) Math.min(wanted, points), GemmBlock.ROWS);
  }

  @Override
  public boolean assign(Tensor centroids, int[] labels, float[] sums, long[] counts) {
    NearestSearch search = search(centroids);
    Arrays.fill(moved, false);
    context.parallel().ranges(points.rows(), grain, (from, to) -> assign(search, from, to, labels));
    ClusterTotals all = ClusterTotals.none(counts.length, points.stride());
    boolean any = false;
    for (int range = 0; range < totals.length; range++) {
      all.add(totals[range]);
      any |= moved[range];
    }
    for (int i = 0; i < sums.length; i++) {
      sums[i] = (float) all.sums()[i];
    }
    System.arraycopy(all.counts(), 0, counts, 0, counts.length);
    return any;
  }

  private void assign(NearestSearch search, int first, int end, int[] labels) {
    int range = first / grain;
    NearestBlock.Moves moves =
        (m, from, to) -> {
          moved[range] = true;
          if (from >= 0) {
            totals[range].remove(from, points.values(), points.at(m));
          }
          totals[range].add(to, points.values(), points.at(m));
        };
    try (NearestBlock block = new NearestBlock(context.memory(), search, norms, 0, labels, moves)) {
      block.run(first, end);
    }
  }

  @Override
  public void measure(Tensor centroids, int[] labels, float[] distances) {
    NearestSearch search = search(centroids);
    context
        .parallel()
        .ranges(points.rows(), grain, (from, to) -> search.measure(from, to, labels, distances));
  }

  private NearestSearch search(Tensor centroids) {
    int clusters = centroids.shape().axis(0);
    RowBlock rows =
        new RowBlock(array("lloyd", centroids), start(centroids), points.stride(), clusters);
    return new NearestSearch(points, rows, context.parallel());
  }
}

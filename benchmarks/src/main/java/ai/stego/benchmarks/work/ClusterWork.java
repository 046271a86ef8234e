package ai.stego.benchmarks.work;

import ai.stego.tensor.LloydForm;
import ai.stego.tensor.LloydResult;
import ai.stego.tensor.Tensor;
import ai.stego.train.Progress;
import ai.stego.train.data.ExactNeighborIndex;

/** Grouping and comparing. */
public final class ClusterWork {
  private ClusterWork() {}

  /**
   * A grouping.
   *
   * @param points M
   * @param width Z
   * @param clusters K
   * @param iterations all of which are done: random points do not settle before
   */
  public record Grouping(int points, int width, int clusters, int iterations) {}

  /**
   * Lloyd's iterations from a given start, the first points.
   *
   * @param in makes the inputs
   * @param grouping its extents
   * @return the work
   */
  public static Workload kMeans(Inputs in, Grouping grouping) {
    Tensor points = in.uniform(1, grouping.points(), grouping.width());
    Tensor start =
        points
            .reshape(grouping.points(), grouping.width())
            .range(0, grouping.clusters())
            .reshape(1, grouping.clusters(), grouping.width());
    Tensor centroids = in.empty(1, grouping.clusters(), grouping.width());
    int[] labels = new int[grouping.points()];
    LloydForm form = new LloydForm(grouping.iterations(), false);
    Runnable run =
        () -> {
          in.backend().matrix().copy(start, centroids);
          LloydResult result = in.backend().cluster().lloyd(points, centroids, form, labels);
          if (result.iterations()[0] != grouping.iterations()) {
            throw new IllegalStateException("k-means settled before all iterations were done");
          }
        };
    double once = 2.0 * grouping.points() * grouping.width() * grouping.clusters();
    return new Workload(run, grouping.iterations() * once);
  }

  /**
   * The exact nearest of every vector among all others.
   *
   * @param in makes the inputs
   * @param vectors N
   * @param width D
   * @param count how many of each
   * @return the work
   */
  public static Workload neighbors(Inputs in, int vectors, int width, int count) {
    Tensor rows = in.unitRows(vectors, width);
    ExactNeighborIndex index = new ExactNeighborIndex(in.backend());
    return new Workload(
        () -> index.search(rows, count, Progress.NONE), 2.0 * vectors * vectors * width);
  }
}

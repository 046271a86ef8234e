package ai.stego.tensor.cpu;

import ai.stego.tensor.ClusterOps;
import ai.stego.tensor.Tensor;
import ai.stego.tensor.extent.LloydExtents;
import java.util.Arrays;

/** Draws the centroids of one problem by k-means++. */
final class CentroidSeeding {
  private final ClusterOps clusters;
  private final Tensor points;
  private final int[] labels;
  private final float[] toNewest;
  private final double[] toNearest;

  CentroidSeeding(ClusterOps clusters, Tensor points) {
    int count = points.shape().axis(0);
    this.clusters = clusters;
    this.points = points;
    this.labels = new int[count];
    this.toNewest = new float[count];
    this.toNearest = new double[count];
    Arrays.fill(toNearest, Double.POSITIVE_INFINITY);
  }

  /**
   * Draws them all.
   *
   * @param problem named in errors
   * @param first the point that is the first centroid
   * @param draws numbers in [0,1)
   * @param at where those of this problem begin; the one there was spent on the first centroid
   * @param centroids (K,Z), overwritten
   */
  void run(int problem, int first, double[] draws, int at, Tensor centroids) {
    int drawn = first;
    for (int k = 0; k < centroids.shape().axis(0); k++) {
      Tensor newest = centroids.range(k, k + 1);
      newest.write(points.range(drawn, drawn + 1).toArray());
      double total = compareWith(newest);
      LloydExtents.requireFinite(problem, total);
      if (k + 1 < centroids.shape().axis(0)) {
        drawn = draw(draws[at + k + 1] * total);
      }
    }
  }

  /** Brings the distances to the nearest centroid up to date and sums them. */
  private double compareWith(Tensor newest) {
    clusters.nearest(points, newest, labels, toNewest);
    double total = 0;
    for (int i = 0; i < toNearest.length; i++) {
      toNearest[i] = Math.min(toNearest[i], toNewest[i]);
      total += toNearest[i];
    }
    return total;
  }

  private int draw(double target) {
    double sum = 0;
    for (int i = 0; i < toNearest.length; i++) {
      sum += toNearest[i];
      if (sum > target) {
        return i;
      }
    }
    return toNearest.length - 1;
  }
}

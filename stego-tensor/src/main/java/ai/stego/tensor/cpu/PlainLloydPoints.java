package ai.stego.tensor.cpu;

import ai.stego.tensor.ClusterOps;
import ai.stego.tensor.Scope;
import ai.stego.tensor.Tensor;
import java.util.Arrays;

/** A pass of Lloyd's iteration by the operations that it is defined by. */
final class PlainLloydPoints implements LloydPoints {
  private final ClusterOps clusters;
  private final Scope scratch;
  private final Tensor points;
  private final int[] found;
  private final float[] measured;

  PlainLloydPoints(ClusterOps clusters, Tensor points, Scope scratch) {
    this.clusters = clusters;
    this.scratch = scratch;
    this.points = points;
    this.found = new int[points.shape().axis(0)];
    this.measured = new float[found.length];
  }

  @Override
  public boolean assign(Tensor centroids, int[] labels, float[] sums, long[] counts) {
    clusters.nearest(points, centroids, found, measured);
    boolean changed = !Arrays.equals(labels, found);
    System.arraycopy(found, 0, labels, 0, found.length);
    Tensor total = scratch.tensor(centroids.shape());
    clusters.clusterSums(points, labels, total, counts);
    System.arraycopy(total.toArray(), 0, sums, 0, sums.length);
    return changed;
  }

  @Override
  public void measure(Tensor centroids, int[] labels, float[] distances) {
    System.arraycopy(measured, 0, distances, 0, distances.length);
  }
}

package ai.stego.tensor.cpu;

import ai.stego.tensor.ClusterOps;
import ai.stego.tensor.Tensor;

/** The points of one problem of k-means, as Lloyd's iteration passes over them. */
public interface LloydPoints {
  /**
   * Gives every point its nearest centroid, as {@link ClusterOps#nearest} finds it, and sums the
   * points of each centroid, as {@link ClusterOps#clusterSums} does.
   *
   * @param centroids (K,Z)
   * @param labels overwritten: M labels; before, those of the pass before, or -1 if this is the
   *     first
   * @param sums overwritten: (K,Z)
   * @param counts overwritten: K numbers of points
   * @return whether any label changed
   */
  boolean assign(Tensor centroids, int[] labels, float[] sums, long[] counts);

  /**
   * Measures every point's squared distance to its centroid.
   *
   * @param centroids (K,Z), those of the last call of {@link #assign}
   * @param labels M labels that it wrote
   * @param distances overwritten: M squared distances
   */
  void measure(Tensor centroids, int[] labels, float[] distances);
}

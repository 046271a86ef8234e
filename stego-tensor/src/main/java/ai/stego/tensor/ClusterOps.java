package ai.stego.tensor;

/** Comparing many rows with few centroids. */
public interface ClusterOps {
  /**
   * out[m,k] = x[m]·c[k] / (max(‖x[m]‖,1e-12)·max(‖c[k]‖,1e-12)).
   *
   * @param x (...,Z), flattened to (M,Z)
   * @param centroids (K,Z)
   * @param out (...,K) with the same M; overwritten; must not share memory with the inputs
   * @throws ShapeException if the shapes do not fit
   */
  void cosine(Tensor x, Tensor centroids, Tensor out);

  /**
   * Finds the nearest centroid of each point by the squared Euclidean distance ‖x - c‖²; of equal
   * ones the first.
   *
   * @param points (M,Z)
   * @param centroids (K,Z), K at least 1
   * @param labels overwritten: M indices of centroids
   * @param distances overwritten: M squared distances, never negative
   * @throws ShapeException if the shapes do not fit
   */
  void nearest(Tensor points, Tensor centroids, int[] labels, float[] distances);

  /**
   * Sums the points of each cluster, in a fixed order.
   *
   * @param points (M,Z)
   * @param labels M indices, each in 0..K-1
   * @param sums (K,Z); overwritten; must not share memory with the points
   * @param counts overwritten: K numbers of points
   * @throws ShapeException if the shapes do not fit
   * @throws InputException if a label lies outside 0..K-1
   */
  void clusterSums(Tensor points, int[] labels, Tensor sums, long[] counts);
}

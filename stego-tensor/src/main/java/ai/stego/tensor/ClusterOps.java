package ai.stego.tensor;

import ai.stego.tensor.extent.TopExtents;
import java.util.function.IntConsumer;

/** Comparing rows with few centroids, or with each other. */
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

  /**
   * Draws centroids from the points by k-means++ (Arthur and Vassilvitskii 2007), for each of P
   * problems on its own. The first is the point of index ⌊u·M⌋. Each further one is the first point
   * at which the running sum of the squared distances to the nearest centroid so far passes u times
   * their total; the last point if none does, as when every point is a centroid already. Each
   * centroid takes one number u, in its order.
   *
   * @param points (P,M,Z), M at least K
   * @param draws P·K numbers, each in [0,1)
   * @param centroids (P,K,Z), K at least 1; overwritten; must not share memory with the points
   * @throws ShapeException if the shapes do not fit
   * @throws InputException if a number lies outside [0,1), or the squared distances from the first
   *     centroid do not have a finite sum: a point is not finite, or too far away
   */
  void seed(Tensor points, double[] draws, Tensor centroids);

  /**
   * Lloyd's iteration (Lloyd 1982), for each of P problems on its own. Every point is given its
   * nearest centroid as {@link #nearest} finds it; then, until no label changes or the most
   * iterations are done, every centroid is moved to the mean of its points and the points are given
   * their nearest again. A centroid without points is moved to the point farthest from its own
   * centroid, of equal ones the first, and the next such centroid to the next farthest. A distance
   * that is NaN is no farther than any other.
   *
   * @param points (P,M,Z), M at least K
   * @param centroids (P,K,Z), K at least 1: where to start; overwritten by where they ended; must
   *     not share memory with the points
   * @param form most iterations, and whether centroids have unit length
   * @param labels overwritten: P·M indices of the nearest centroids, each in 0..K-1
   * @return inertia and iterations of each problem
   * @throws ShapeException if the shapes do not fit
   */
  LloydResult lloyd(Tensor points, Tensor centroids, LloydForm form, int[] labels);

  /**
   * For each row i in from..to-1 finds the other rows j with the largest products x[i]·x[j], the
   * largest first, of equal ones the lower index. Products are computed in float32, so rows whose
   * products differ by its rounding may change places between backends. A product that is NaN or -∞
   * counts as none: where there are fewer others, the places that are left hold -1.
   *
   * @param rows (N,D), N at least 2
   * @param from the first row, inclusive
   * @param to the last row, exclusive
   * @param count how many others of each row, 1..N-1
   * @param indices overwritten: (to - from)·count indices of rows, row by row
   * @throws ShapeException if the shapes or the numbers do not fit
   */
  void topProducts(Tensor rows, int from, int to, int count, int[] indices);

  /**
   * Finds the same for every row. A backend may compute each product once for both of its rows;
   * this one asks for the rows block by block.
   *
   * @param rows (N,D), N at least 2
   * @param count how many others of each row, 1..N-1
   * @param indices overwritten: N·count indices of rows, row by row
   * @param progress hears now and then for how many of the N rows' worth the work is done, N at
   *     last; on the calling thread
   * @throws ShapeException if the shapes or the numbers do not fit
   */
  default void topProducts(Tensor rows, int count, int[] indices, IntConsumer progress) {
    TopExtents.ofAll(rows, count, indices);
    int all = rows.shape().axis(0);
    int block = 4096;
    for (int from = 0; from < all; from += block) {
      int to = Math.min(from + block, all);
      int[] found = new int[(to - from) * count];
      topProducts(rows, from, to, count, found);
      System.arraycopy(found, 0, indices, from * count, found.length);
      progress.accept(to);
    }
  }
}

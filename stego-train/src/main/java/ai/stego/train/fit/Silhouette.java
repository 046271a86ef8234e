package ai.stego.train.fit;

import ai.stego.tensor.Backend;
import ai.stego.tensor.Scope;
import ai.stego.tensor.ShapeException;
import ai.stego.tensor.Tensor;

/**
 * The simplified silhouette of clusters (Hruschka, de Castro and Campello 2004, after Rousseeuw
 * 1987): for each point (b - a) / max(a, b), where a is its distance to its own centroid and b the
 * one to the nearest other centroid; averaged over all points. Distances to centroids stand for the
 * mean distances to all points of a cluster, which would take time with the square of their number.
 * The distance is 1 - cosine, as the cluster probe compares.
 *
 * <p>1: each point lies on its centroid; 0: as near to another one.
 */
final class Silhouette {
  private static final int BLOCK = 8192;

  private Silhouette() {}

  /**
   * Averages over all points.
   *
   * @param points (M,Z), M at least 1
   * @param centroids (K,Z), K at least 2
   * @return 0..1; 0 where all points lie on all centroids
   */
  static double of(Backend backend, Tensor points, Tensor centroids) {
    int count = points.shape().axis(0);
    int clusters = centroids.shape().axis(0);
    ShapeException.require(clusters >= 2, "silhouette: centroids", "at least 2", clusters);
    double sum = 0;
    for (int from = 0; from < count; from += BLOCK) {
      int to = Math.min(count, from + BLOCK);
      try (Scope scope = backend.scope()) {
        Tensor cosines = scope.tensor(to - from, clusters);
        backend.cluster().cosine(points.range(from, to), centroids, cosines);
        sum += sum(cosines.toArray(), clusters);
      }
    }
    return sum / count;
  }

  private static double sum(float[] cosines, int clusters) {
    double sum = 0;
    for (int row = 0; row < cosines.length; row += clusters) {
      double own = -2;
      double other = -2;
      for (int k = row; k < row + clusters; k++) {
        if (cosines[k] > own) {
          other = own;
          own = cosines[k];
        } else if (cosines[k] > other) {
          other = cosines[k];
        }
      }
      double a = Math.max(0, 1 - own);
      double b = Math.max(0, 1 - other);
      sum += b > 0 ? (b - a) / b : 0;
    }
    return sum;
  }
}

package ai.stego.segment;

import ai.stego.tensor.Backend;
import ai.stego.tensor.InputException;
import ai.stego.tensor.LloydForm;
import ai.stego.tensor.LloydResult;
import ai.stego.tensor.Rng;
import ai.stego.tensor.Scope;
import ai.stego.tensor.Tensor;

/**
 * Groups points around K centroids: k-means++ seeding (Arthur and Vassilvitskii 2007), then Lloyd's
 * iteration (Lloyd 1982) until no label changes. A cluster that loses all its points starts again
 * at the point that is farthest from its own centroid.
 *
 * @param clusters K, at least 1
 * @param metric what near means
 * @param iterations most iterations of Lloyd's, at least 1
 * @param seed of the seeding
 */
public record KMeans(int clusters, Metric metric, int iterations, long seed) {
  /** What near means. */
  public enum Metric {
    /** The squared Euclidean distance ‖x - c‖². */
    EUCLIDEAN,
    /**
     * One minus the cosine: points and centroids are L2-normalised (spherical k-means, Dhillon and
     * Modha 2001). Half the squared Euclidean distance of what is normalised.
     */
    COSINE
  }

  /**
   * What came out.
   *
   * @param centroids (K,Z); of unit length for the cosine metric
   * @param labels the nearest centroid of each point, M indices
   * @param inertia Σ ‖x - c‖² over all points, normalised ones for the cosine metric
   * @param iterations how many iterations of Lloyd's ran
   */
  public record Result(Tensor centroids, int[] labels, double inertia, int iterations) {}

  /**
   * Checks the numbers.
   *
   * @param clusters K, at least 1
   * @param metric what near means
   * @param iterations most iterations of Lloyd's, at least 1
   * @param seed of the seeding
   * @throws InputException if one is below 1
   */
  public KMeans {
    if (clusters < 1 || iterations < 1) {
      throw new InputException(
          "k-means: expected at least 1 cluster and 1 iteration, got "
              + clusters
              + " and "
              + iterations);
    }
  }

  /**
   * Groups points.
   *
   * @param backend where the points live
   * @param points (M,Z), M at least K
   * @param scope makes the centroids
   * @return centroids, labels, inertia
   * @throws InputException if there are fewer points than clusters, or a point is not finite
   */
  public Result fit(Backend backend, Tensor points, Scope scope) {
    int count = points.shape().axis(0);
    requireEnough(count);
    Tensor centroids = scope.tensor(clusters, points.shape().axis(1));
    try (Scope scratch = backend.scope()) {
      Tensor compared = points;
      if (metric == Metric.COSINE) {
        compared = scratch.tensor(points.shape());
        backend.row().normalize(points, compared);
      }
      Tensor problem = compared.reshape(1, count, compared.shape().axis(1));
      Tensor start = centroids.reshape(1, clusters, compared.shape().axis(1));
      seedCentroids(backend, problem, start);
      int[] labels = new int[count];
      LloydForm form = new LloydForm(iterations, metric == Metric.COSINE);
      LloydResult lloyd = backend.cluster().lloyd(problem, start, form, labels);
      return new Result(centroids, labels, lloyd.inertia()[0], lloyd.iterations()[0]);
    }
  }

  /**
   * Groups points that need not fit in the backend's memory: they are read block by block, once for
   * each centroid and once for each iteration. The same result as {@link #fit(Backend, Tensor,
   * Scope)} but for the rounding of sums.
   *
   * @param backend computes
   * @param points M at least K
   * @param block how many points are read at a time, at least 1
   * @param scope makes the centroids
   * @return centroids, labels, inertia
   * @throws InputException if there are fewer points than clusters, a point is not finite, or the
   *     block is below 1
   */
  public Result fit(Backend backend, PointSource points, int block, Scope scope) {
    requireEnough(points.count());
    if (block < 1) {
      throw new InputException("k-means: expected blocks of 1 point or more, got " + block);
    }
    Tensor centroids = scope.tensor(clusters, points.width());
    return new StreamedKMeans(backend, points, block, metric == Metric.COSINE, centroids)
        .run(rng(), iterations);
  }

  private void requireEnough(int count) {
    if (count < clusters) {
      throw new InputException(
          "k-means: " + count + " points cannot make " + clusters + " clusters");
    }
  }

  private Rng rng() {
    return Rng.of(seed).split("k-means++");
  }

  /** Draws each centroid with a chance that grows with the squared distance from those drawn. */
  private void seedCentroids(Backend backend, Tensor points, Tensor centroids) {
    Rng rng = rng();
    int count = points.shape().axis(1);
    double[] draws = new double[clusters];
    // The middle of the numbers that stand for this point.
    draws[0] = (rng.nextInt(count) + 0.5) / count;
    for (int k = 1; k < clusters; k++) {
      draws[k] = rng.nextDouble();
    }
    backend.cluster().seed(points, draws, centroids);
  }
}

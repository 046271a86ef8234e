package ai.stego.train.fit;

import ai.stego.segment.KMeans;
import ai.stego.tensor.Backend;
import ai.stego.tensor.InputException;
import ai.stego.tensor.Scope;
import ai.stego.tensor.Tensor;
import ai.stego.train.Progress;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds clusters in codes by spherical k-means: centroids of unit length, compared by the cosine,
 * as the cluster probe does.
 *
 * @param iterations most iterations of Lloyd's, at least 1
 * @param seed of the seeding
 */
public record ClusterFit(int iterations, long seed) {
  /** The most numbers of clusters that are tried at once. */
  public static final int MOST_CANDIDATES = 1000;

  /**
   * What one number of clusters comes to.
   *
   * @param clusters K
   * @param inertia Σ ‖x - c‖² over all codes, of unit length, divided by that of one cluster alone:
   *     1 for K = 1, and less and less
   * @param silhouette the simplified silhouette, 0..1: the higher the clearer the clusters are
   *     apart
   */
  public record Candidate(int clusters, double inertia, double silhouette) {}

  /**
   * Finds K clusters.
   *
   * @param backend where the codes live
   * @param codes (M,Z), M at least K
   * @param clusters K, at least 1
   * @param owner makes the centroids
   * @return centroids (K,Z), labels, inertia
   * @throws InputException if there are fewer codes than clusters
   */
  public KMeans.Result fit(Backend backend, Tensor codes, int clusters, Scope owner) {
    return new KMeans(clusters, KMeans.Metric.COSINE, iterations, seed).fit(backend, codes, owner);
  }

  /**
   * Tries each number of clusters in a range.
   *
   * @param backend where the codes live
   * @param codes (M,Z), M at least the largest K
   * @param from the least K, at least 2
   * @param to the largest K
   * @param progress hears which is done
   * @return one candidate for each K
   * @throws InputException if the range is empty, begins below 2 or is too long, or there are fewer
   *     codes than clusters
   */
  public List<Candidate> choose(
      Backend backend, Tensor codes, int from, int to, Progress progress) {
    if (from < 2 || to < from || to - from >= MOST_CANDIDATES) {
      throw new InputException(
          "clusters to choose from: expected 2 or more, and at most "
              + MOST_CANDIDATES
              + " numbers, got "
              + from
              + ".."
              + to);
    }
    int count = codes.shape().axis(0);
    if (to > count) {
      throw new InputException(
          "clusters to choose from: " + count + " patches cannot make " + to + " clusters");
    }
    List<Candidate> candidates = new ArrayList<>();
    double whole = inertia(backend, codes, 1);
    for (int k = from; k <= to; k++) {
      try (Scope scope = backend.scope()) {
        KMeans.Result result = fit(backend, codes, k, scope);
        double share = whole > 0 ? result.inertia() / whole : 0;
        double silhouette = Silhouette.of(backend, codes, result.centroids());
        candidates.add(new Candidate(k, share, silhouette));
      }
      progress.at("clusters", k - from + 1, to - from + 1);
    }
    return candidates;
  }

  private double inertia(Backend backend, Tensor codes, int clusters) {
    try (Scope scope = backend.scope()) {
      return fit(backend, codes, clusters, scope).inertia();
    }
  }
}

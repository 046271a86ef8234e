package ai.stego.segment;

import ai.stego.tensor.Backend;
import ai.stego.tensor.Scope;
import ai.stego.tensor.ShapeException;
import ai.stego.tensor.Tensor;

/**
 * Classes found without labels: log softmax(sharpness · cos(code, centroid)) (Hamilton et al. 2022,
 * section 3.3; the reference uses a sharpness of 2).
 *
 * @param backend where it runs
 * @param centroids (K+E,Z)
 * @param sharpness factor of the cosines, above 0
 */
public record ClusterProbe(Backend backend, Tensor centroids, float sharpness) implements Probe {
  /** The reference's sharpness. */
  public static final float STEGO_SHARPNESS = 2;

  /**
   * Checks the centroids.
   *
   * @param backend where it runs
   * @param centroids (K+E,Z)
   * @param sharpness factor of the cosines, above 0
   * @throws ShapeException if they are not (K+E,Z) or the sharpness is not above 0
   */
  public ClusterProbe {
    ShapeException.require(
        centroids.shape().rank() == 2 && centroids.shape().axis(0) >= 1,
        "cluster probe: centroids",
        "(K,Z)",
        centroids.shape());
    ShapeException.require(sharpness > 0, "cluster probe: sharpness", "above 0", sharpness);
  }

  @Override
  public int classes() {
    return centroids.shape().axis(0);
  }

  @Override
  public Tensor logProbabilities(Tensor codes, Scope scope) {
    Tensor scores = scope.tensor(codes.shape().axis(0), classes());
    backend.cluster().cosine(codes, centroids, scores);
    backend.row().logSoftmax(scores, sharpness, scores);
    return scores;
  }
}

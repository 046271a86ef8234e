package ai.stego.tensor.extent;

import ai.stego.tensor.InputException;
import ai.stego.tensor.ShapeException;
import ai.stego.tensor.Tensor;

/**
 * Extents of comparisons between points and centroids.
 *
 * @param points M
 * @param width Z
 * @param clusters K
 */
public record ClusterExtents(int points, int width, int clusters) {
  /**
   * Checks the cosines.
   *
   * @param x (...,Z)
   * @param centroids (K,Z)
   * @param out (...,K)
   * @return the extents
   */
  public static ClusterExtents ofCosine(Tensor x, Tensor centroids, Tensor out) {
    ClusterExtents e = ofPoints("cosine", x, centroids);
    ShapeException.require(
        Checks.width("cosine: out", out) == e.clusters && out.shape().rows() == e.points,
        "cosine: out",
        e.points + " rows of " + e.clusters,
        out.shape());
    Checks.apart("cosine: out", x, out);
    Checks.apart("cosine: out", centroids, out);
    return e;
  }

  /**
   * Checks a search for the nearest centroids.
   *
   * @param points (M,Z)
   * @param centroids (K,Z)
   * @param labels M
   * @param distances M
   * @return the extents
   */
  public static ClusterExtents ofNearest(
      Tensor points, Tensor centroids, int[] labels, float[] distances) {
    ClusterExtents e = ofPoints("nearest", points, centroids);
    ShapeException.require(
        e.clusters >= 1, "nearest: centroids", "at least one", centroids.shape());
    Checks.length("nearest: labels", e.points, labels.length);
    Checks.length("nearest: distances", e.points, distances.length);
    return e;
  }

  /**
   * Checks sums of clusters, every label included.
   *
   * @param points (M,Z)
   * @param labels M, each in 0..K-1
   * @param sums (K,Z)
   * @param counts K
   * @return the extents
   */
  public static ClusterExtents ofSums(Tensor points, int[] labels, Tensor sums, long[] counts) {
    ClusterExtents e = ofPoints("clusterSums", points, sums);
    Checks.length("clusterSums: labels", e.points, labels.length);
    Checks.length("clusterSums: counts", e.clusters, counts.length);
    Checks.apart("clusterSums: sums", points, sums);
    for (int i = 0; i < labels.length; i++) {
      if (labels[i] < 0 || labels[i] >= e.clusters) {
        throw new InputException(
            "clusterSums: label "
                + i
                + ": expected 0 to "
                + (e.clusters - 1)
                + ", got "
                + labels[i]);
      }
    }
    return e;
  }

  /**
   * Checks a cluster loss.
   *
   * @param codes (M,Z)
   * @param centroids (K,Z), K at least 1
   * @param loss (1)
   * @param gradient (K,Z)
   * @return the extents
   */
  public static ClusterExtents ofLoss(
      Tensor codes, Tensor centroids, Tensor loss, Tensor gradient) {
    String operation = "clusterLoss";
    Checks.rank(operation + ": codes", codes, 2, "(M,Z)");
    ClusterExtents e = ofPoints(operation, codes, centroids);
    ShapeException.require(
        e.clusters >= 1, operation + ": centroids", "at least one", centroids.shape());
    Checks.shape(operation + ": loss", loss, 1);
    Checks.sameShape(operation + ": gradient", centroids, gradient);
    for (Tensor in : new Tensor[] {codes, centroids}) {
      Checks.apart(operation + ": loss", in, loss);
      Checks.apart(operation + ": gradient", in, gradient);
    }
    Checks.apart(operation + ": gradient", loss, gradient);
    return e;
  }

  private static ClusterExtents ofPoints(String operation, Tensor x, Tensor centroids) {
    int width = Checks.width(operation + ": x", x);
    Checks.rank(operation + ": centroids", centroids, 2, "(K,Z)");
    ShapeException.require(
        centroids.shape().axis(1) == width,
        operation + ": centroids",
        "rows of " + width,
        centroids.shape());
    return new ClusterExtents(Checks.rows(operation + ": x", x), width, centroids.shape().axis(0));
  }
}

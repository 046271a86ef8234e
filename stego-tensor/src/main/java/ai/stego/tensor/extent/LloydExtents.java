package ai.stego.tensor.extent;

import ai.stego.tensor.InputException;
import ai.stego.tensor.ShapeException;
import ai.stego.tensor.Tensor;

/**
 * Extents of k-means on several problems of the same size.
 *
 * @param problems P
 * @param points M
 * @param clusters K
 * @param width Z
 */
public record LloydExtents(int problems, int points, int clusters, int width) {
  /**
   * Checks Lloyd's iteration.
   *
   * @param points (P,M,Z)
   * @param centroids (P,K,Z)
   * @param labels P·M
   * @return the extents
   */
  public static LloydExtents of(Tensor points, Tensor centroids, int[] labels) {
    LloydExtents e = of("lloyd", points, centroids);
    length("lloyd: labels", (long) e.problems * e.points, labels.length);
    return e;
  }

  /**
   * Checks a seeding, every number included.
   *
   * @param points (P,M,Z)
   * @param draws P·K numbers in [0,1)
   * @param centroids (P,K,Z)
   * @return the extents
   */
  public static LloydExtents ofSeed(Tensor points, double[] draws, Tensor centroids) {
    LloydExtents e = of("seed", points, centroids);
    length("seed: draws", (long) e.problems * e.clusters, draws.length);
    for (int i = 0; i < draws.length; i++) {
      if (!(draws[i] >= 0 && draws[i] < 1)) {
        throw new InputException(
            "seed: draw " + i + ": expected a number in [0,1), got " + draws[i]);
      }
    }
    return e;
  }

  /**
   * The point that is a problem's first centroid.
   *
   * @param draw u in [0,1)
   * @return ⌊u·M⌋
   */
  public int firstDrawn(double draw) {
    return (int) Math.min(points - 1L, (long) (draw * points));
  }

  /**
   * Requires that the squared distances from a first centroid have a finite sum.
   *
   * @param problem named in the error
   * @param total the sum
   * @throws InputException if it is not finite
   */
  public static void requireFinite(int problem, double total) {
    if (!Double.isFinite(total)) {
      throw new InputException(
          "seed: problem "
              + problem
              + ": expected finite points, got some that are not, or too far apart to compare");
    }
  }

  private static LloydExtents of(String operation, Tensor points, Tensor centroids) {
    Checks.rank(operation + ": points", points, 3, "(P,M,Z)");
    Checks.rank(operation + ": centroids", centroids, 3, "(P,K,Z)");
    int problems = points.shape().axis(0);
    int count = points.shape().axis(1);
    int width = points.shape().axis(2);
    int clusters = centroids.shape().axis(1);
    Checks.shape(operation + ": centroids", centroids, problems, clusters, width);
    ShapeException.require(
        clusters >= 1 && clusters <= count,
        operation + ": centroids",
        "1 to " + count + " of each problem",
        clusters);
    Checks.apart(operation + ": centroids", points, centroids);
    return new LloydExtents(problems, count, clusters, width);
  }

  private static void length(String what, long expected, int actual) {
    ShapeException.require(expected == actual, what, expected + " elements", actual);
  }
}

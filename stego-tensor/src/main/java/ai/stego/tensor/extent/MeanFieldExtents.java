package ai.stego.tensor.extent;

import ai.stego.tensor.GaussianKernel;
import ai.stego.tensor.InputException;
import ai.stego.tensor.ShapeException;
import java.util.List;

/**
 * Extents of a mean-field inference.
 *
 * @param points n
 * @param classes K
 */
public record MeanFieldExtents(int points, int classes) {
  /**
   * Checks a mean-field inference.
   *
   * @param kernels with n points each
   * @param evidence (n,K)
   * @param classes K, 1 or more
   * @param iterations 0 or more
   * @param q (n,K)
   * @return the extents
   */
  public static MeanFieldExtents of(
      List<GaussianKernel> kernels, float[] evidence, int classes, int iterations, float[] q) {
    ShapeException.require(classes >= 1, "meanField: classes", "1 or more", classes);
    ShapeException.require(
        evidence.length > 0 && evidence.length % classes == 0,
        "meanField: evidence",
        "(n," + classes + ")",
        evidence.length + " values");
    ShapeException.require(
        q.length == evidence.length,
        "meanField: q",
        evidence.length + " values",
        q.length + " values");
    int points = evidence.length / classes;
    for (GaussianKernel kernel : kernels) {
      ShapeException.require(
          kernel.points() == points,
          "meanField: features",
          "(" + points + "," + kernel.dimensions() + ")",
          "(" + kernel.points() + "," + kernel.dimensions() + ")");
    }
    if (iterations < 0) {
      throw new InputException("meanField: expected 0 or more iterations, got " + iterations);
    }
    return new MeanFieldExtents(points, classes);
  }
}

package ai.stego.tensor;

/**
 * A Gaussian kernel between n points: k(i,j) = exp(-‖fᵢ - fⱼ‖²/2) with a row f of d features for
 * each point.
 *
 * @param features (n,d), in units of the Gaussian's deviation; not copied
 * @param dimensions d, 1 or more
 * @param weight what the kernel counts for, finite
 */
public record GaussianKernel(float[] features, int dimensions, float weight) {
  /**
   * Checks the kernel.
   *
   * @param features (n,d), in units of the Gaussian's deviation; not copied
   * @param dimensions d, 1 or more
   * @param weight what the kernel counts for, finite
   * @throws ShapeException if the features are not rows of d values
   * @throws InputException if the weight is not finite
   */
  public GaussianKernel {
    ShapeException.require(dimensions >= 1, "Gaussian kernel", "d of 1 or more", dimensions);
    ShapeException.require(
        features.length > 0 && features.length % dimensions == 0,
        "Gaussian kernel: features",
        "(n," + dimensions + ")",
        features.length + " values");
    if (!Float.isFinite(weight)) {
      throw new InputException("Gaussian kernel: expected a finite weight, got " + weight);
    }
  }

  /**
   * The number of points.
   *
   * @return n
   */
  public int points() {
    return features.length / dimensions;
  }
}

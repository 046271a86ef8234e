package ai.stego.segment.crf;

import ai.stego.tensor.InputException;

/**
 * The parameters of a fully connected CRF with a smoothness and an appearance kernel (Krähenbühl
 * and Koltun 2011, equation 3).
 *
 * @param gaussianDeviation deviation of the smoothness kernel in pixels, above 0
 * @param gaussianWeight weight of the smoothness kernel; 0 leaves the kernel out
 * @param bilateralDeviation deviation of the appearance kernel in pixels, above 0
 * @param colorDeviation deviation of the appearance kernel in steps of a colour of 0..255, above 0
 * @param bilateralWeight weight of the appearance kernel; 0 leaves the kernel out
 * @param iterations mean-field iterations, 0 or more
 */
public record CrfParameters(
    float gaussianDeviation,
    float gaussianWeight,
    float bilateralDeviation,
    float colorDeviation,
    float bilateralWeight,
    int iterations) {
  /** What STEGO (Hamilton et al. 2022) evaluates with. */
  public static final CrfParameters STEGO = new CrfParameters(1, 3, 67, 3, 4, 10);

  /**
   * Checks the parameters.
   *
   * @param gaussianDeviation in pixels, above 0
   * @param gaussianWeight finite
   * @param bilateralDeviation in pixels, above 0
   * @param colorDeviation in steps of a colour, above 0
   * @param bilateralWeight finite
   * @param iterations 0 or more
   * @throws InputException if a deviation is not above 0, a weight is not finite or the number of
   *     iterations is negative
   */
  public CrfParameters {
    requireDeviation("Gaussian deviation", gaussianDeviation);
    requireDeviation("bilateral deviation", bilateralDeviation);
    requireDeviation("colour deviation", colorDeviation);
    requireWeight("Gaussian weight", gaussianWeight);
    requireWeight("bilateral weight", bilateralWeight);
    if (iterations < 0) {
      throw new InputException("CRF: expected 0 or more iterations, got " + iterations);
    }
  }

  private static void requireDeviation(String name, float value) {
    boolean usable = value > 0 && Float.isFinite(value);
    if (!usable) {
      throw new InputException("CRF: expected a finite " + name + " above 0, got " + value);
    }
  }

  private static void requireWeight(String name, float value) {
    if (!Float.isFinite(value)) {
      throw new InputException("CRF: expected a finite " + name + ", got " + value);
    }
  }
}

package ai.stego.tensor;

/**
 * Which form the correspondence loss takes; see {@link LossOps#correspondence}.
 *
 * @param pointwise whether feature cosines are centred for each position ("spatial centering")
 * @param zeroClamp whether code cosines below 0 count as 0; else the lower bound is -9999
 * @param stabilized whether code cosines above 0.8 count as 0.8
 * @param shift b, the feature cosine below which codes are pushed apart
 */
public record CorrespondenceForm(
    boolean pointwise, boolean zeroClamp, boolean stabilized, float shift) {
  private static final float NO_CLAMP = -9999;
  private static final float STABLE = 0.8f;

  /**
   * The lower bound of the clamp.
   *
   * @return 0 or -9999
   */
  public float least() {
    return zeroClamp ? 0 : NO_CLAMP;
  }

  /**
   * The upper bound of the clamp.
   *
   * @return 0.8 or infinity
   */
  public float greatest() {
    return stabilized ? STABLE : Float.POSITIVE_INFINITY;
  }
}

package ai.stego.tensor.extent;

import ai.stego.tensor.Tensor;

/**
 * Extents of {@link ai.stego.tensor.LossOps#crossEntropy}.
 *
 * @param rows M
 * @param classes K
 */
public record LossExtents(int rows, int classes) {
  /**
   * Checks a cross entropy.
   *
   * @param logits (M,K)
   * @param labels M
   * @param loss (1)
   * @param gradient (M,K); the logits themselves, or apart from them
   * @return the extents
   */
  public static LossExtents ofCrossEntropy(
      Tensor logits, int[] labels, Tensor loss, Tensor gradient) {
    String operation = "crossEntropy";
    Checks.rank(operation + ": logits", logits, 2, "(M,K)");
    Checks.length(operation + ": labels", logits.shape().axis(0), labels.length);
    Checks.shape(operation + ": loss", loss, 1);
    Checks.sameShape(operation + ": gradient", logits, gradient);
    Checks.sameOrApart(operation + ": gradient", logits, gradient);
    Checks.apart(operation + ": loss", logits, loss);
    Checks.apart(operation + ": loss", gradient, loss);
    return new LossExtents(logits.shape().axis(0), logits.shape().axis(1));
  }

  /**
   * Whether a row counts.
   *
   * @param label of the row
   * @return true if it lies in 0..K-1
   */
  public boolean isValid(int label) {
    return label >= 0 && label < classes;
  }

  /**
   * The rows that count.
   *
   * @param labels M
   * @return V
   */
  public int validRows(int[] labels) {
    int count = 0;
    for (int label : labels) {
      count += isValid(label) ? 1 : 0;
    }
    return count;
  }
}

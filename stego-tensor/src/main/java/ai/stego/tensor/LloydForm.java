package ai.stego.tensor;

/**
 * How Lloyd's iteration runs.
 *
 * @param iterations most times that the centroids are moved, at least 1
 * @param unitLength whether centroids are brought to length 1 after each move, as spherical k-means
 *     does (Dhillon and Modha 2001)
 */
public record LloydForm(int iterations, boolean unitLength) {
  /**
   * Checks the number.
   *
   * @param iterations most times that the centroids are moved, at least 1
   * @param unitLength whether centroids are brought to length 1 after each move
   * @throws InputException if it is below 1
   */
  public LloydForm {
    if (iterations < 1) {
      throw new InputException("lloyd: expected 1 or more iterations, got " + iterations);
    }
  }
}

package ai.stego.tensor;

/**
 * Something handed in by the caller cannot be used. The message is one line that says what and
 * where, fit to be shown to a user as it stands.
 */
public class InputException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param message one line: what is wrong, and where
   */
  public InputException(String message) {
    super(message);
  }

  /**
   * Creates the exception with the failure that was found underneath.
   *
   * @param message one line: what is wrong, and where
   * @param cause the failure underneath
   */
  public InputException(String message, Throwable cause) {
    super(message, cause);
  }
}

package ai.stego.tensor;

/** A tensor's shape does not fit the operation: names the operation, what it expects and got. */
public final class ShapeException extends InputException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param operation the operation and argument, such as {@code "linear: out"}
   * @param expected what would have fitted
   * @param actual what was given
   */
  public ShapeException(String operation, Object expected, Object actual) {
    super(operation + ": expected " + expected + ", got " + actual);
  }

  /**
   * Requires a condition. Where a forward pass goes by, an expectation that must be put together is
   * better thrown from an {@code if}: its text would be made, and thrown away, at every call.
   *
   * @param holds the condition
   * @param operation the operation and argument
   * @param expected what would have fitted
   * @param actual what was given
   * @throws ShapeException if the condition does not hold
   */
  public static void require(boolean holds, String operation, Object expected, Object actual) {
    if (!holds) {
      throw new ShapeException(operation, expected, actual);
    }
  }
}

package ai.stego.cuda;

/** The device or its driver failed; the message says at what, and in the emulation where. */
public final class DriverException extends IllegalStateException {
  private static final long serialVersionUID = 1;

  /**
   * Makes an exception.
   *
   * @param message what failed, in one line or, from the emulation, a few
   */
  public DriverException(String message) {
    super(message);
  }
}

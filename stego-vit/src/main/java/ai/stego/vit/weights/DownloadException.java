package ai.stego.vit.weights;

import java.io.IOException;

/** A download has failed for good. The message is one line that says why and what can be done. */
public class DownloadException extends IOException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param message one line: what could not be fetched, why, and what helps
   * @param cause the failure underneath; may be null
   */
  public DownloadException(String message, Throwable cause) {
    super(message, cause);
  }
}

package ai.stego.image;

import java.io.IOException;

/**
 * An image cannot be read or written. The message is one line that names the file and says what is
 * wrong, fit to be shown to a user as it stands.
 */
public final class ImageException extends IOException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param source the file, or what else the image came from
   * @param problem what is wrong; line breaks become spaces
   */
  public ImageException(String source, String problem) {
    super(source + ": " + oneLine(problem));
  }

  /**
   * Creates the exception with the failure that was found underneath.
   *
   * @param source the file, or what else the image came from
   * @param problem what is wrong; line breaks become spaces
   * @param cause the failure underneath
   */
  public ImageException(String source, String problem, Throwable cause) {
    super(source + ": " + oneLine(problem), cause);
  }

  /** What a decoder or the file system said, without the source and in one line. */
  static String reason(Throwable failure) {
    Throwable deepest = failure;
    for (int depth = 0; deepest.getCause() != null && depth < 16; depth++) {
      deepest = deepest.getCause();
    }
    String message = deepest.getMessage();
    String kind = deepest.getClass().getSimpleName();
    return message == null || message.isBlank() ? kind : message + " (" + kind + ")";
  }

  private static String oneLine(String text) {
    return text.replaceAll("\\s*\\R\\s*", " ").strip();
  }
}

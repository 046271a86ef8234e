package ai.stego.tensor.io;

import java.io.IOException;

/**
 * A file does not hold what its format promises. The message is one line that names the file, the
 * fault and where it can the byte offset, fit to be shown to a user as it stands.
 */
public class FormatException extends IOException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception for a fault of the file as a whole.
   *
   * @param file the file, as the user knows it
   * @param what what is wrong
   */
  public FormatException(String file, String what) {
    super(file + ": " + oneLine(what));
  }

  /**
   * Creates the exception for a fault at one place.
   *
   * @param file the file, as the user knows it
   * @param what what is wrong
   * @param offset the byte offset from the file's start
   */
  public FormatException(String file, String what, long offset) {
    super(file + ": " + oneLine(what) + ", at offset " + offset);
  }

  /**
   * Makes text from an untrusted file fit for a message: control characters, line separators and
   * marks that turn the direction of writing become '?', and what is longer than 200 characters is
   * cut.
   *
   * @param text any text
   * @return one short line
   */
  public static String oneLine(String text) {
    String cut = text.length() > 200 ? text.substring(0, 197) + "..." : text;
    StringBuilder line = new StringBuilder(cut.length());
    cut.chars().forEach(c -> line.append(isPlain(c) ? (char) c : '?'));
    return line.toString();
  }

  private static boolean isPlain(int character) {
    int type = Character.getType(character);
    return type != Character.CONTROL
        && type != Character.FORMAT
        && type != Character.LINE_SEPARATOR
        && type != Character.PARAGRAPH_SEPARATOR;
  }
}

package ai.stego.cuda;

import ai.stego.tensor.InputException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The most device memory that a backend may hold, by the system property {@value #PROPERTY}. */
final class MemoryLimit {
  /** Bytes, or a number with k, m or g for KiB, MiB or GiB. */
  static final String PROPERTY = "stego.cuda.memory";

  private static final Pattern SIZE = Pattern.compile("(\\d{1,15})([kmg]?)");

  private MemoryLimit() {}

  /** The limit in bytes; without the property all there is. */
  static long bytes() {
    String text = System.getProperty(PROPERTY, "").strip();
    return text.isEmpty() ? Long.MAX_VALUE : parse(text);
  }

  static long parse(String text) {
    Matcher size = SIZE.matcher(text.toLowerCase(Locale.ROOT));
    if (size.matches()) {
      int shift = size.group(2).isEmpty() ? 0 : 10 * (1 + "kmg".indexOf(size.group(2)));
      long number = Long.parseLong(size.group(1));
      if (number > 0 && number <= Long.MAX_VALUE >> shift) {
        return number << shift;
      }
    }
    throw new InputException(
        PROPERTY + ": expected bytes, or a number with k, m or g such as 8g, got " + text);
  }
}

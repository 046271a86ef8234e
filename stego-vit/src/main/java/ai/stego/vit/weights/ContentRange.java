package ai.stego.vit.weights;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The {@code Content-Range} of a partial answer (RFC 9110, section 14.4).
 *
 * @param first index of the first byte sent
 * @param last index of the last byte sent
 * @param total bytes of the whole; -1 if the server does not say
 */
record ContentRange(long first, long last, long total) {
  private static final Pattern FORM =
      Pattern.compile("bytes (\\d{1,18})-(\\d{1,18})/(\\d{1,18}|\\*)");

  /** Reads the header, or finds that it makes no sense. */
  static Optional<ContentRange> parse(String header) {
    Matcher match = FORM.matcher(header);
    if (!match.matches()) {
      return Optional.empty();
    }
    long first = Long.parseLong(match.group(1));
    long last = Long.parseLong(match.group(2));
    long total = match.group(3).equals("*") ? -1 : Long.parseLong(match.group(3));
    boolean sound = first <= last && (total < 0 || last < total);
    return sound ? Optional.of(new ContentRange(first, last, total)) : Optional.empty();
  }
}

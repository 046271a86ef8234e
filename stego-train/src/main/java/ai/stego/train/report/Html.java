package ai.stego.train.report;

import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;

/**
 * Writes HTML that says what it is given and nothing else: all text and all attribute values are
 * escaped here, and nowhere else is markup put together. Names of tags and attributes come from
 * this package alone.
 */
final class Html {
  private final StringBuilder page = new StringBuilder("<!DOCTYPE html>\n");
  private final Deque<String> open = new ArrayDeque<>();

  /** Opens an element; attributes are names and values in turn. */
  Html open(String tag, String... attributes) {
    start(tag, attributes);
    open.push(tag);
    return this;
  }

  /** Closes the element that was opened last; the tag says which one that must be. */
  Html close(String tag) {
    String last = open.pop();
    if (!last.equals(tag)) {
      throw new IllegalStateException("closing " + tag + " inside " + last);
    }
    page.append("</").append(tag).append(">\n");
    return this;
  }

  /** An element that holds a name or a sentence. */
  Html element(String tag, String text, String... attributes) {
    start(tag, attributes);
    page.append(escaped(text)).append("</").append(tag).append(">\n");
    return this;
  }

  /** An element without contents or end, such as {@code meta}. */
  Html empty(String tag, String... attributes) {
    start(tag, attributes);
    page.append('\n');
    return this;
  }

  /** A name or a sentence. */
  Html text(String text) {
    page.append(escaped(text));
    return this;
  }

  /** A text of several lines, which stay lines. */
  Html lines(String text) {
    text.lines().forEach(line -> page.append(escaped(line.replace("\t", "    "))).append('\n'));
    return this;
  }

  /** A style sheet; it must not hold an end tag. */
  Html style(String css) {
    page.append("<style>\n").append(css).append("</style>\n");
    return this;
  }

  /** A picture whose bytes are in the page. */
  Html image(Picture picture, String... attributes) {
    page.append("<img src=\"data:image/").append(picture.type).append(";base64,");
    page.append(Base64.getEncoder().encodeToString(picture.bytes));
    page.append("\" width=\"").append(picture.width);
    page.append("\" height=\"").append(picture.height).append('"');
    attributes(attributes);
    page.append(">\n");
    return this;
  }

  /**
   * A picture in the bytes of a file.
   *
   * @param type {@code png} or {@code jpeg}
   * @param bytes the file
   * @param width in units of the page
   * @param height in units of the page
   */
  record Picture(String type, byte[] bytes, int width, int height) {}

  /** How long the page is by now. */
  int length() {
    return page.length();
  }

  /** The page; every element must be closed. */
  String page() {
    if (!open.isEmpty()) {
      throw new IllegalStateException("still open: " + open);
    }
    return page.toString();
  }

  private void start(String tag, String... attributes) {
    page.append('<').append(tag);
    attributes(attributes);
    page.append('>');
  }

  private void attributes(String... attributes) {
    for (int i = 0; i < attributes.length; i += 2) {
      String value = escaped(attributes[i + 1]);
      page.append(' ').append(attributes[i]).append("=\"").append(value).append('"');
    }
  }

  /** Control characters and marks that turn the direction of writing are shown as '?'. */
  private static String escaped(String text) {
    return text.replaceAll("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]", "?")
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}

package ai.stego.cli;

import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * Names for what is made of each input: the input's name without its ending, and with a number
 * behind it if that has been given out, so that {@code a/1.jpg} and {@code b/1.png} keep apart. A
 * name that would become too long for a file system is cut.
 */
final class OutputNames {
  /** The longest of the endings that masks get. */
  static final String OVERLAY = ".overlay.png";

  private static final int LONGEST_BYTES = 255;
  private static final int SHORTEST_CUT = 16;

  private final Set<String> taken = new HashSet<>();
  private final int mostBytes;

  OutputNames() {
    this(OVERLAY.length());
  }

  /** Names that other text goes around, which takes so many bytes. */
  OutputNames(int bytesAround) {
    mostBytes = Math.max(SHORTEST_CUT, LONGEST_BYTES - bytesAround);
  }

  /** A name that has not been given out, nor one that differs from it in case only. */
  String next(Path input) {
    String name = spellable(input.getFileName().toString());
    int dot = name.lastIndexOf('.');
    String stem = dot > 0 ? name.substring(0, dot) : name;
    String candidate = cut(stem, mostBytes);
    for (int i = 2; !taken.add(candidate.toLowerCase(Locale.ROOT)); i++) {
      String number = "-" + i;
      candidate = cut(stem, mostBytes - number.length()) + number;
    }
    return candidate;
  }

  /** {@code folder/out.png} with a name before the ending: {@code folder/out.name.png}. */
  static Path with(Path file, String name) {
    String full = file.getFileName().toString();
    int dot = full.lastIndexOf('.');
    String stem = dot > 0 ? full.substring(0, dot) : full;
    String ending = dot > 0 ? full.substring(dot) : "";
    return file.resolveSibling(stem + "." + name + ending);
  }

  /** How long a text is in a file's name. */
  static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  /** A file may have a name that this locale can read but not write. */
  private static String spellable(String name) {
    try {
      return Path.of(name).toString();
    } catch (InvalidPathException e) {
      return name.replaceAll("[^ -~]", "_");
    }
  }

  private static String cut(String text, int most) {
    int end = text.length();
    while (bytes(text.substring(0, end)) > most) {
      end = text.offsetByCodePoints(end, -1);
    }
    return text.substring(0, end);
  }
}

package ai.stego.cli;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * Names for what is made of each input: the input's name without its ending, and with a number
 * behind it if that has been given out, so that {@code a/1.jpg} and {@code b/1.png} keep apart.
 */
final class OutputNames {
  private final Set<String> taken = new HashSet<>();

  /** A name that has not been given out, nor one that differs from it in case only. */
  String next(Path input) {
    String name = input.getFileName().toString();
    int dot = name.lastIndexOf('.');
    String stem = dot > 0 ? name.substring(0, dot) : name;
    String candidate = stem;
    for (int i = 2; !taken.add(candidate.toLowerCase(Locale.ROOT)); i++) {
      candidate = stem + "-" + i;
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
}

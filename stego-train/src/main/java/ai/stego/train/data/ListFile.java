package ai.stego.train.data;

import ai.stego.tensor.InputException;
import ai.stego.tensor.io.FormatException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** The lists of image names that come with datasets: text, one name a line. */
final class ListFile {
  /** No name leads out of its folder. */
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,200}");

  private static final long LONGEST_FILE = 64 << 20;
  private static final int LISTED = 10;

  private ListFile() {}

  /**
   * Reads a list.
   *
   * @throws InputException if it is not there or empty
   * @throws FormatException if a line is no name, or a name is there twice
   */
  static List<String> read(Path list) throws IOException {
    if (!Files.isRegularFile(list)) {
      throw new InputException(list + ": there is no such list of images");
    }
    if (Files.size(list) > LONGEST_FILE) {
      throw new FormatException(list.toString(), "is larger than any list of images");
    }
    Set<String> names = new LinkedHashSet<>();
    try (BufferedReader in = Files.newBufferedReader(list)) {
      int number = 0;
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        number++;
        String name = line.strip();
        if (name.isEmpty()) {
          continue;
        }
        if (!NAME.matcher(name).matches()) {
          throw new FormatException(
              list.toString(), "line " + number + " is no image name: " + name);
        }
        if (!names.add(name)) {
          throw new FormatException(list.toString(), "line " + number + " repeats " + name);
        }
      }
    } catch (CharacterCodingException e) {
      throw new FormatException(list.toString(), "is no text");
    }
    if (names.isEmpty()) {
      throw new InputException(list + ": lists no images");
    }
    return new ArrayList<>(names);
  }

  /**
   * Requires that all that is listed was found.
   *
   * @throws InputException if not: with the first ten
   */
  static void requireNoneMissing(Path list, List<Path> missing) {
    if (!missing.isEmpty()) {
      int shown = Math.min(LISTED, missing.size());
      String first =
          String.join(", ", missing.subList(0, shown).stream().map(Path::toString).toList());
      String more = missing.size() > shown ? " and " + (missing.size() - shown) + " more" : "";
      throw new InputException(
          list + ": " + missing.size() + " listed files are missing (" + first + more + ")");
    }
  }
}

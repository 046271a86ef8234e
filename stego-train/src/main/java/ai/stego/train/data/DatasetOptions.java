package ai.stego.train.data;

import ai.stego.segment.Palette;
import ai.stego.tensor.InputException;
import ai.stego.tensor.io.FormatException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * What the files of a dataset cannot say.
 *
 * @param classNames what the classes are called; empty if nobody said
 * @param classes K; 0 if unknown. With names, their number
 * @param labelled whether labels are wanted; if not, they are neither looked for nor paired, and
 *     the dataset has no classes
 */
public record DatasetOptions(List<String> classNames, int classes, boolean labelled) {
  /** Nothing is told. */
  public static final DatasetOptions NONE = new DatasetOptions(List.of(), 0);

  /** Photographs alone: whatever lies where labels would be does not matter. */
  public static final DatasetOptions UNLABELLED = new DatasetOptions(List.of(), 0, false);

  /** The most classes that labels of 8 bits can tell apart, with 255 left for none. */
  public static final int MOST_CLASSES = 255;

  private static final long LONGEST_FILE = 1 << 20;

  /**
   * Checks the numbers.
   *
   * @param classNames what the classes are called; empty if nobody said
   * @param classes K; 0 if unknown
   * @param labelled whether labels are wanted
   * @throws InputException if K is out of range, or not the number of names
   */
  public DatasetOptions {
    classNames = List.copyOf(classNames);
    if (classes < 0 || classes > MOST_CLASSES) {
      throw new InputException("classes: expected 1 to " + MOST_CLASSES + ", got " + classes);
    }
    if (!classNames.isEmpty() && classNames.size() != classes) {
      throw new InputException(
          "classes: " + classNames.size() + " names for " + classes + " classes");
    }
  }

  /**
   * Labels are wanted, if there are any.
   *
   * @param classNames what the classes are called; empty if nobody said
   * @param classes K; 0 if unknown
   * @throws InputException if K is out of range, or not the number of names
   */
  public DatasetOptions(List<String> classNames, int classes) {
    this(classNames, classes, true);
  }

  /**
   * A number of classes without names.
   *
   * @param count K, at least 1
   * @return the options
   * @throws InputException if it is out of range
   */
  public static DatasetOptions ofClasses(int count) {
    if (count == 0) {
      throw new InputException("classes: expected 1 to " + MOST_CLASSES + ", got 0");
    }
    return new DatasetOptions(List.of(), count);
  }

  /**
   * Reads class names from a text file in UTF-8, the name of class 0 in the first line. Spaces
   * around names and empty lines at the end do not count.
   *
   * @param file the file
   * @return the options
   * @throws FormatException if a name is missing or there twice, or the file is too large for what
   *     it should be
   * @throws IOException if the file cannot be read
   */
  public static DatasetOptions fromNames(Path file) throws IOException {
    if (Files.size(file) > LONGEST_FILE) {
      throw new FormatException(file.toString(), "is larger than any list of class names");
    }
    String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    List<String> names =
        text.replaceFirst("^\uFEFF", "").stripTrailing().lines().map(String::strip).toList();
    if (names.isEmpty() || names.size() > MOST_CLASSES) {
      throw new FormatException(
          file.toString(), "holds " + names.size() + " class names, not 1 to " + MOST_CLASSES);
    }
    Set<String> seen = new HashSet<>();
    for (int line = 0; line < names.size(); line++) {
      String name = names.get(line);
      if (name.isEmpty() || !seen.add(name)) {
        String fault = name.isEmpty() ? "no class name" : "the name '" + name + "' once more";
        throw new FormatException(file.toString(), "line " + (line + 1) + " has " + fault);
      }
    }
    return new DatasetOptions(names, names.size());
  }

  /**
   * The classes, named "class 0", "class 1" and so on where nobody said more.
   *
   * @param count K, at least 1
   * @return the classes with colours that can be told apart
   */
  ClassSet classSet(int count) {
    List<String> names =
        classNames.isEmpty()
            ? IntStream.range(0, count).mapToObj(k -> "class " + k).toList()
            : classNames;
    return new ClassSet(names, Palette.distinct(names.size()));
  }
}

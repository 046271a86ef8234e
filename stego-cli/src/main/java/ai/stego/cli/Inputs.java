package ai.stego.cli;

import ai.stego.tensor.InputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;

/** From the paths of a command line to the photographs they mean. */
final class Inputs {
  private static final Set<String> EXTENSIONS =
      Set.of("jpg", "jpeg", "png", "bmp", "tif", "tiff", "webp", "gif");
  private static final String GLOB_CHARACTERS = "*?[{";
  private static final int DEEPEST = 64;

  private Inputs() {}

  /**
   * Expands files, folders (their images, sorted, not those of folders inside) and globs (sorted;
   * {@code **} goes into folders inside). A file that does not exist stays in the list, to be
   * reported when its turn comes. What is named twice is taken once.
   *
   * @throws InputException if a folder holds no images or a glob fits none
   * @throws IOException if a folder cannot be read
   */
  static List<Path> expand(List<String> arguments) throws IOException {
    Set<Path> files = new LinkedHashSet<>();
    for (String argument : arguments) {
      Path path = existing(argument);
      if (path != null && Files.isDirectory(path)) {
        files.addAll(folder(path));
      } else if (path == null && isGlob(argument)) {
        files.addAll(glob(argument));
      } else {
        files.add(path == null ? Path.of(argument) : path);
      }
    }
    return new ArrayList<>(files);
  }

  /** A file that is called so has the first claim, even if its name looks like a glob. */
  private static Path existing(String argument) {
    try {
      Path path = Path.of(argument);
      return Files.exists(path) ? path : null;
    } catch (InvalidPathException e) {
      return null; // Windows takes no * in a path
    }
  }

  private static boolean isGlob(String argument) {
    return argument.chars().anyMatch(c -> GLOB_CHARACTERS.indexOf(c) >= 0);
  }

  private static boolean isImage(Path path) {
    String name = path.getFileName().toString();
    String extension = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return EXTENSIONS.contains(extension) && Files.isRegularFile(path);
  }

  private static List<Path> folder(Path folder) throws IOException {
    List<Path> images;
    try (Stream<Path> children = Files.list(folder)) {
      images = children.filter(Inputs::isImage).sorted().toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    if (images.isEmpty()) {
      throw new InputException(folder + ": no images in this folder");
    }
    return images;
  }

  private static List<Path> glob(String pattern) throws IOException {
    String text = pattern.replace('\\', '/');
    int first = 0;
    while (GLOB_CHARACTERS.indexOf(text.charAt(first)) < 0) {
      first++;
    }
    int slash = text.lastIndexOf('/', first);
    Path base = Path.of(slash < 0 ? "" : slash == 0 ? "/" : text.substring(0, slash));
    String rest = text.substring(slash + 1);
    int depth =
        rest.contains("**") ? DEEPEST : (int) rest.chars().filter(c -> c == '/').count() + 1;
    List<Path> images;
    try (Stream<Path> below = Files.walk(base, depth, FileVisitOption.FOLLOW_LINKS)) {
      PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + rest);
      images =
          below.filter(p -> matcher.matches(base.relativize(p)) && isImage(p)).sorted().toList();
    } catch (PatternSyntaxException e) {
      throw new InputException(pattern + ": not a sound pattern: " + e.getDescription(), e);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    if (images.isEmpty()) {
      throw new InputException(pattern + ": fits no image");
    }
    return images;
  }
}

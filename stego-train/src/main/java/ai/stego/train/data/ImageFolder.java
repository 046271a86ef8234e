package ai.stego.train.data;

import ai.stego.tensor.InputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The image files of one folder by their names without extension, in the order of the names. */
final class ImageFolder {
  static final Set<String> PHOTOGRAPHS =
      Set.of("jpg", "jpeg", "png", "bmp", "tif", "tiff", "webp", "gif");
  static final Set<String> LABELS = Set.of("png");

  /** What masks and overlays of an earlier run are called: they are no photographs. */
  private static final List<String> RESULTS = List.of(".labels.png", ".overlay.png");

  private ImageFolder() {}

  /**
   * Lists photographs. Folders inside, hidden files, files of other kinds and what {@code stego
   * segment} wrote are passed by; a link counts as what it leads to. Of two files that differ in
   * their extension alone the second keeps it in its name.
   *
   * @throws IOException if the folder cannot be read
   */
  static Map<String, Path> photographs(Path folder) throws IOException {
    Map<String, Path> named = new TreeMap<>();
    for (Path file : files(folder, PHOTOGRAPHS)) {
      if (named.putIfAbsent(stem(file), file) != null) {
        named.put(file.getFileName().toString(), file);
      }
    }
    return named;
  }

  /**
   * Lists files that are to pair with others by their names, as {@link #photographs}.
   *
   * @throws InputException if two files differ in their extension alone
   * @throws IOException if the folder cannot be read
   */
  static Map<String, Path> partners(Path folder, Set<String> extensions) throws IOException {
    Map<String, Path> named = new TreeMap<>();
    for (Path file : files(folder, extensions)) {
      Path twin = named.put(stem(file), file);
      if (twin != null) {
        throw new InputException(
            file + ": has the same name as " + twin.getFileName() + ", but for the extension");
      }
    }
    return named;
  }

  private static List<Path> files(Path folder, Set<String> extensions) throws IOException {
    try (Stream<Path> children = Files.list(folder)) {
      return children.filter(child -> is(child, extensions)).sorted().toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    } catch (NotDirectoryException e) {
      throw explained(folder, "is not a folder", e);
    }
  }

  private static IOException explained(Path folder, String what, IOException cause) {
    IOException clear = new FileSystemException(folder.toString(), null, what);
    clear.initCause(cause);
    return clear;
  }

  private static boolean is(Path file, Set<String> extensions) {
    String name = file.getFileName().toString();
    int dot = name.lastIndexOf('.');
    return dot > 0
        && !name.startsWith(".")
        && RESULTS.stream().noneMatch(name.toLowerCase(Locale.ROOT)::endsWith)
        && extensions.contains(name.substring(dot + 1).toLowerCase(Locale.ROOT))
        && Files.isRegularFile(file);
  }

  private static String stem(Path file) {
    String name = file.getFileName().toString();
    return name.substring(0, name.lastIndexOf('.'));
  }
}

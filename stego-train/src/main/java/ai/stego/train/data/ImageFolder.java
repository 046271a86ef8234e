package ai.stego.train.data;

import ai.stego.tensor.InputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
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

  private ImageFolder() {}

  /**
   * Lists a folder. Folders inside, hidden files and files of other kinds are passed by; a link
   * counts as what it leads to.
   *
   * @throws InputException if two files differ in their extension alone
   * @throws IOException if the folder cannot be read
   */
  static Map<String, Path> list(Path folder, Set<String> extensions) throws IOException {
    Map<String, Path> files = new TreeMap<>();
    try (Stream<Path> children = Files.list(folder)) {
      for (Path file : (Iterable<Path>) children.filter(child -> is(child, extensions))::iterator) {
        Path twin = files.put(stem(file), file);
        if (twin != null) {
          throw new InputException(
              file + ": has the same name as " + twin.getFileName() + ", but for the extension");
        }
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    } catch (NotDirectoryException e) {
      throw explained(folder, "is not a folder", e);
    }
    return files;
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
        && extensions.contains(name.substring(dot + 1).toLowerCase(Locale.ROOT))
        && Files.isRegularFile(file);
  }

  private static String stem(Path file) {
    String name = file.getFileName().toString();
    return name.substring(0, name.lastIndexOf('.'));
  }
}

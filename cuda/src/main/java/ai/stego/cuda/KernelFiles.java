package ai.stego.cuda;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The compiled kernels: fatbins with an index, resources of this jar or, by the system property
 * {@value #PROPERTY}, files of a folder that {@code build.sh fatbins} made.
 *
 * <p>The index is text: first {@code cuda 13.0}, the compiler's version, then a line for each
 * kernel, its name and the name of its file.
 */
final class KernelFiles {
  /** Names a folder to be used instead of the resources. */
  static final String PROPERTY = "stego.cuda.kernels";

  private static final String RESOURCES = "kernels/";
  private static final String INDEX = "index";
  private static final String COMPILER = "cuda";

  private final String folder;
  private final Map<String, String> files = new HashMap<>();
  private String compiler = "?";

  private KernelFiles(String folder, String index) {
    this.folder = folder;
    index.lines().map(line -> line.split(" ")).forEach(this::add);
  }

  private void add(String[] words) {
    if (words.length != 2) {
      throw new IllegalStateException(
          "the index of kernels has a line of other than two words: " + String.join(" ", words));
    }
    if (words[0].equals(COMPILER)) {
      compiler = words[1];
    } else {
      files.put(words[0], words[1]);
    }
  }

  /**
   * Reads the index.
   *
   * @return the kernels, or empty if this was built without nvcc
   */
  static Optional<KernelFiles> find() {
    String folder = System.getProperty(PROPERTY, "");
    try (InputStream index = open(folder, INDEX)) {
      return index == null
          ? Optional.empty()
          : Optional.of(
              new KernelFiles(folder, new String(index.readAllBytes(), StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Why there are none. */
  static String missing() {
    String folder = System.getProperty(PROPERTY, "");
    return folder.isEmpty()
        ? "this stego-cuda was built without nvcc and holds no kernels"
        : PROPERTY + ": there is no file index in " + folder;
  }

  private static InputStream open(String folder, String file) throws IOException {
    if (folder.isEmpty()) {
      return KernelFiles.class.getResourceAsStream(RESOURCES + file);
    }
    Path path = Path.of(folder, file);
    return Files.exists(path) ? Files.newInputStream(path) : null;
  }

  /** The compiler's version, such as {@code "13.0"}. */
  String compiler() {
    return compiler;
  }

  /** How many kernels there are. */
  int size() {
    return files.size();
  }

  /**
   * The file that holds a kernel.
   *
   * @param kernel its name
   * @return the name of the file
   * @throws IllegalArgumentException if there is no such kernel
   */
  String file(String kernel) {
    String file = files.get(kernel);
    if (file == null) {
      throw new IllegalArgumentException("there is no kernel " + kernel);
    }
    return file;
  }

  byte[] read(String file) {
    try (InputStream stream = open(folder, file)) {
      if (stream == null) {
        throw new IllegalStateException("the file of kernels " + file + " is missing");
      }
      return stream.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package ai.stego.tensor.testing;

import ai.stego.tensor.io.SafeTensors;
import ai.stego.tensor.io.TensorFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Finds the golden files: the small ones on the class path, the large ones in the folder that the
 * system property {@code stego.shared} names. A test whose file is in neither place is skipped
 * aloud.
 */
public final class Golden {
  private Golden() {}

  /**
   * Opens a safetensors golden file, or skips the test.
   *
   * @param fileName such as {@code "knn.safetensors"}
   * @return the open file
   */
  public static TensorFile open(String fileName) {
    try {
      return SafeTensors.open(path(fileName));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Finds a golden file of any kind, or skips the test.
   *
   * @param fileName such as {@code "nano.zip.pth"}
   * @return where it is
   */
  public static Path path(String fileName) {
    URL resource = Golden.class.getResource("/golden/" + fileName);
    if (resource != null) {
      return onDisk(resource, fileName);
    }
    String shared = System.getProperty("stego.shared", "");
    Path file = Path.of(shared, "golden", fileName);
    Skip.unless(
        !shared.isEmpty() && Files.exists(file),
        "golden file " + fileName + " is neither on the class path nor in -Dstego.shared");
    return file;
  }

  private static Path onDisk(URL resource, String fileName) {
    try {
      URI uri = resource.toURI();
      if ("file".equals(uri.getScheme())) {
        return Path.of(uri);
      }
      Path folder = Files.createTempDirectory("stego-golden");
      Path copy = folder.resolve(fileName);
      folder.toFile().deleteOnExit();
      copy.toFile().deleteOnExit();
      try (InputStream in = resource.openStream()) {
        Files.copy(in, copy);
      }
      return copy;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}

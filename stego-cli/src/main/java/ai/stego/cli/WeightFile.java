package ai.stego.cli;

import ai.stego.tensor.InputException;
import ai.stego.vit.weights.WeightCache;
import ai.stego.vit.weights.WeightCatalog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Collectors;

/** A file of weights as people name it: a path, or a name of the catalogue. */
final class WeightFile {
  private WeightFile() {}

  /**
   * Finds the file.
   *
   * @throws InputException if it is neither, or a name that has not been pulled
   * @throws IOException if a file of the cache has changed
   */
  static Path find(String pathOrName) throws IOException {
    Path path = Path.of(pathOrName);
    if (Files.exists(path)) {
      return path;
    }
    Optional<WeightCatalog.Entry> entry = WeightCatalog.find(pathOrName);
    if (entry.isPresent()) {
      return WeightCache.standard().require(entry.get());
    }
    String names =
        WeightCatalog.entries().stream()
            .map(WeightCatalog.Entry::name)
            .collect(Collectors.joining(", "));
    throw new InputException(
        pathOrName + ": there is no such file, nor is it one of the names " + names);
  }
}

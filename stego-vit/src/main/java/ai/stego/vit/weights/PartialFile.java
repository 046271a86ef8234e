package ai.stego.vit.weights;

import ai.stego.tensor.io.AtomicFile;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;

/**
 * An unfinished download, {@code NAME.part}, and beside it {@code NAME.part.origin}: what it is a
 * part of, so that a later attempt can tell whether the server still has the same file.
 */
final class PartialFile {
  private final Path path;
  private final Path originPath;

  PartialFile(Path file) {
    this.path = file.resolveSibling(file.getFileName() + ".part");
    this.originPath = file.resolveSibling(file.getFileName() + ".part.origin");
  }

  /**
   * What a download is a part of.
   *
   * @param from the address that was asked
   * @param validator a strong entity tag or a modification date, for If-Range; empty if none
   * @param total bytes of the whole file; -1 if unknown
   */
  record Origin(URI from, String validator, long total) {}

  /** The bytes that are there. */
  Path path() {
    return path;
  }

  /** How many bytes are there. */
  long size() throws IOException {
    return Files.exists(path) ? Files.size(path) : 0;
  }

  /** Says what the bytes are a part of. */
  void describe(Origin origin) throws IOException {
    Properties lines = new Properties();
    lines.setProperty("from", origin.from().toString());
    lines.setProperty("validator", origin.validator());
    lines.setProperty("total", Long.toString(origin.total()));
    AtomicFile.write(originPath, out -> lines.store(out, null));
  }

  /**
   * What the bytes are a part of, if they can be gone on with: they come from the same address and
   * are fewer than the whole.
   */
  Optional<Origin> resumable(URI from) throws IOException {
    if (size() == 0 || !Files.exists(originPath)) {
      return Optional.empty();
    }
    Properties lines = new Properties();
    try (InputStream in = Files.newInputStream(originPath)) {
      lines.load(in);
      Origin origin =
          new Origin(
              from,
              lines.getProperty("validator", ""),
              Long.parseLong(lines.getProperty("total", "-1")));
      boolean same = from.toString().equals(lines.getProperty("from"));
      boolean unfinished = origin.total() < 0 || size() < origin.total();
      return same && unfinished ? Optional.of(origin) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // not what describe() wrote: nothing to build on
    }
  }

  /** Deletes the bytes and what was said about them. */
  void discard() throws IOException {
    Files.deleteIfExists(path);
    Files.deleteIfExists(originPath);
  }
}

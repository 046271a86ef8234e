package ai.stego.train.data.store;

import ai.stego.image.ImageException;
import ai.stego.tensor.Parallel;
import ai.stego.train.Progress;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/**
 * SHA-256 of the contents of files. Times of modification would be cheaper and say less: a copied
 * dataset is the same with new times, and an edited photograph may keep its old one.
 */
final class FileHashes {
  private static final int BUFFER_BYTES = 1 << 16;

  /** Files between two reports of progress. */
  private static final int GROUP = 256;

  private FileHashes() {}

  static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /**
   * Hashes files, each once.
   *
   * @throws ImageException if one cannot be read
   */
  static Map<Path, String> of(List<Path> files, Parallel parallel, Progress progress)
      throws ImageException {
    List<Path> distinct = List.copyOf(new LinkedHashSet<>(files));
    String[] hashes = new String[distinct.size()];
    try {
      for (int group = 0; group < hashes.length; group += GROUP) {
        int first = group;
        int count = Math.min(GROUP, hashes.length - first);
        parallel.ranges(
            count,
            1,
            (from, to) -> {
              for (int i = from; i < to; i++) {
                hashes[first + i] = hash(distinct.get(first + i));
              }
            });
        progress.at("reading files", (long) first + count, hashes.length);
      }
    } catch (Unreadable e) {
      throw e.image();
    }
    Map<Path, String> byFile = new HashMap<>();
    for (int i = 0; i < hashes.length; i++) {
      byFile.put(distinct.get(i), hashes[i]);
    }
    return byFile;
  }

  private static String hash(Path file) {
    MessageDigest digest = digest();
    byte[] buffer = new byte[BUFFER_BYTES];
    try (InputStream in = Files.newInputStream(file)) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
      }
    } catch (NoSuchFileException e) {
      throw new Unreadable(new ImageException(file.toString(), "there is no such file", e));
    } catch (IOException e) {
      String why = "cannot be read: " + e.getMessage();
      throw new Unreadable(new ImageException(file.toString(), why, e));
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}

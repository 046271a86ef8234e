package ai.stego.vit.weights;

import ai.stego.tensor.io.AtomicFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * SHA-256 of files, kept in a side file {@code NAME.sha256} of one line, the format of {@code
 * sha256sum}, so that {@code sha256sum -c} checks it too.
 */
final class Sha256 {
  private static final Pattern LINE = Pattern.compile("([0-9a-f]{64}) [ *](.+)\\R?");
  private static final int BUFFER_BYTES = 1 << 16;
  private static final int LONGEST_SIDE_FILE = 4096;

  private Sha256() {}

  /** A digest to feed. */
  static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform must have SHA-256", e);
    }
  }

  /** The digest in 64 lower-case hexadecimal digits. */
  static String hex(MessageDigest digest) {
    return HexFormat.of().formatHex(digest.digest());
  }

  /** Feeds a whole file. */
  static void feed(MessageDigest digest, Path file) throws IOException {
    byte[] buffer = new byte[BUFFER_BYTES];
    try (InputStream in = Files.newInputStream(file)) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
      }
    }
  }

  /** The SHA-256 of a file. */
  static String of(Path file) throws IOException {
    MessageDigest digest = digest();
    feed(digest, file);
    return hex(digest);
  }

  /** Where the hash of a file is kept. */
  static Path sideFile(Path file) {
    return file.resolveSibling(file.getFileName() + ".sha256");
  }

  /** Keeps the hash of a file. */
  static void record(Path file, String hash) throws IOException {
    byte[] line = (hash + "  " + file.getFileName() + "\n").getBytes(StandardCharsets.UTF_8);
    AtomicFile.write(sideFile(file), out -> out.write(line));
  }

  /** The hash that was kept, if one was. */
  static Optional<String> recorded(Path file) throws IOException {
    Path side = sideFile(file);
    if (!Files.exists(side)) {
      return Optional.empty();
    }
    if (Files.size(side) <= LONGEST_SIDE_FILE) {
      String text = new String(Files.readAllBytes(side), StandardCharsets.ISO_8859_1);
      Matcher line = LINE.matcher(text);
      if (line.matches()) {
        return Optional.of(line.group(1));
      }
    }
    throw new IOException(
        side + ": not a SHA-256 line; if " + file + " is to be trusted, delete this side file");
  }
}

package ai.stego.train.data.store;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All that decides the bytes of a store: one record for each source, made with these settings. Two
 * stores of equal recipes hold equal bytes, on one machine.
 *
 * @param title how people may know it, such as {@code "features-vits8-224-float16"}; decides
 *     nothing
 * @param settings what is done to each source, and its sizes
 * @param sources what the records are made from, in order
 * @param recordBytes the length of a record
 */
record Recipe(
    String title, SortedMap<String, String> settings, List<Source> sources, long recordBytes) {
  private static final int SHORT_KEY = 16;
  private static final int LONGEST_TITLE = 80;

  /**
   * What one record is made from.
   *
   * @param key the image's name in its dataset
   * @param content the SHA-256 of the file, and what else of it decides the record
   */
  record Source(String key, String content) {}

  Recipe {
    settings = new TreeMap<>(settings);
    sources = List.copyOf(sources);
  }

  /** SHA-256 over settings and sources, in 64 hexadecimal digits. */
  String key() {
    MessageDigest digest = FileHashes.digest();
    for (Map.Entry<String, String> setting : settings.entrySet()) {
      feed(digest, setting.getKey());
      feed(digest, setting.getValue());
    }
    feed(digest, "records of " + recordBytes);
    for (Source source : sources) {
      feed(digest, source.key());
      feed(digest, source.content());
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /** The texts' ends are marked, so that "a", "bc" is not "ab", "c". */
  private static void feed(MessageDigest digest, String text) {
    digest.update(text.getBytes(StandardCharsets.UTF_8));
    digest.update((byte) 0);
  }

  /** The name of the store's folder. */
  String folderName() {
    String plain = title.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9._-]+", "-");
    String cut = plain.substring(0, Math.min(LONGEST_TITLE, plain.length()));
    return cut + "-" + key().substring(0, SHORT_KEY);
  }

  int records() {
    return sources.size();
  }

  long totalBytes() {
    return Math.multiplyExact(recordBytes, (long) records());
  }
}

package ai.stego.train.data.store;

import ai.stego.tensor.Backend;
import ai.stego.tensor.InputException;
import ai.stego.tensor.io.AtomicFile;
import ai.stego.train.Progress;
import ai.stego.train.data.NearestNeighbors;
import ai.stego.train.data.Neighbors;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * Neighbours kept in a file: 32 bytes of the hash of what they were found from, N and their count,
 * the indices, and the CRC-32C of all that, little-endian. A file that does not check or speaks of
 * something else is replaced: it holds nothing that cannot be found again.
 */
public final class NeighborFile {
  private static final System.Logger LOG = System.getLogger(NeighborFile.class.getName());
  private static final int KEY_BYTES = 32;
  private static final int HEAD_BYTES = KEY_BYTES + 2 * Integer.BYTES;

  private NeighborFile() {}

  /**
   * Reads the neighbours that were kept, or finds and keeps them.
   *
   * @param folder where {@code neighbors-COUNT.bin} is kept, such as the folder of a {@link
   *     FeatureStore}; made if it is not there
   * @param features the images' features
   * @param count neighbours of each image; if there are fewer other images, all of them
   * @param backend computes, if need be
   * @param progress hears how far it is
   * @return the neighbours
   * @throws InputException if there is only one image, the count is below 1, or a feature is not
   *     finite
   * @throws IOException if the file cannot be written
   */
  public static Neighbors open(
      Path folder, KeyedFeatures features, int count, Backend backend, Progress progress)
      throws IOException {
    int clipped = NearestNeighbors.clip(features.images(), count);
    Path file = folder.resolve("neighbors-" + clipped + ".bin");
    byte[] key = key(features, clipped);
    Optional<Neighbors> kept = read(file, key, features.images(), clipped);
    if (kept.isPresent()) {
      return kept.get();
    }
    Neighbors found = NearestNeighbors.of(features, clipped, backend, progress);
    Files.createDirectories(folder);
    byte[] bytes = bytes(key, found);
    AtomicFile.write(file, out -> out.write(bytes));
    return found;
  }

  private static byte[] key(KeyedFeatures features, int count) {
    String text = "exact neighbours, version 1: " + count + " of " + features.key();
    return FileHashes.digest().digest(text.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] bytes(byte[] key, Neighbors neighbors) {
    long size = HEAD_BYTES + (neighbors.indices().length + 1L) * Integer.BYTES;
    ByteBuffer out = ByteBuffer.allocate(Math.toIntExact(size)).order(ByteOrder.LITTLE_ENDIAN);
    out.put(key).putInt(neighbors.images()).putInt(neighbors.count());
    for (int index : neighbors.indices()) {
      out.putInt(index);
    }
    return out.putInt(checksum(out.array())).array();
  }

  /** Of all bytes but the last four. */
  private static int checksum(byte[] bytes) {
    CRC32C checksum = new CRC32C();
    checksum.update(bytes, 0, bytes.length - Integer.BYTES);
    return (int) checksum.getValue();
  }

  private static Optional<Neighbors> read(Path file, byte[] key, int images, int count)
      throws IOException {
    long expected = HEAD_BYTES + ((long) images * count + 1) * Integer.BYTES;
    byte[] bytes;
    try {
      bytes = Files.size(file) == expected ? Files.readAllBytes(file) : new byte[0];
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
    ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    boolean sound =
        bytes.length == expected
            && in.slice(0, KEY_BYTES).equals(ByteBuffer.wrap(key))
            && in.getInt(KEY_BYTES) == images
            && in.getInt(KEY_BYTES + Integer.BYTES) == count
            && in.getInt(bytes.length - Integer.BYTES) == checksum(bytes);
    if (!sound) {
      LOG.log(
          System.Logger.Level.WARNING,
          "{0}: is damaged, or of other features; the neighbours are found again",
          file);
      return Optional.empty();
    }
    int[] indices = new int[images * count];
    in.position(HEAD_BYTES);
    in.asIntBuffer().get(indices);
    return Optional.of(new Neighbors(images, count, indices));
  }
}

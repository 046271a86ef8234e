package ai.stego.train.data.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * What a store that is not complete has so far: after a hash of what is being made, the CRC-32C of
 * each record in turn, with a check of its own. Whatever does not check, from there on, is not
 * done.
 */
final class Journal implements AutoCloseable {
  static final String FILE = "journal";

  private static final int HEAD_BYTES = 32;
  private static final int ENTRY_BYTES = 8;

  private final FileChannel channel;
  private final int[] checksums;
  private int done;

  private Journal(FileChannel channel, int[] checksums, int done) {
    this.channel = channel;
    this.checksums = checksums;
    this.done = done;
  }

  /**
   * Opens the journal of a folder, or begins it.
   *
   * @param maker who computes: bytes of two makers are not mixed
   */
  static Journal open(Path folder, Recipe recipe, String maker) throws IOException {
    Path file = folder.resolve(FILE);
    byte[] head = head(recipe, maker);
    int[] checksums = new int[recipe.records()];
    long longest = HEAD_BYTES + (long) ENTRY_BYTES * checksums.length;
    int done = 0;
    if (Files.exists(file) && Files.size(file) <= longest) {
      done = replay(Files.readAllBytes(file), head, checksums);
    }
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    Journal journal = new Journal(channel, checksums, 0);
    boolean opened = false;
    try {
      writeFully(channel, ByteBuffer.wrap(head));
      journal.keep(done);
      opened = true;
      return journal;
    } finally {
      if (!opened) {
        channel.close();
      }
    }
  }

  private static byte[] head(Recipe recipe, String maker) {
    MessageDigest digest = FileHashes.digest();
    digest.update((recipe.key() + maker).getBytes(StandardCharsets.UTF_8));
    return digest.digest();
  }

  /** How many entries are sound, from the first on. */
  private static int replay(byte[] bytes, byte[] head, int[] checksums) {
    if (bytes.length < HEAD_BYTES || !Arrays.equals(head, Arrays.copyOf(bytes, HEAD_BYTES))) {
      return 0;
    }
    ByteBuffer in = ByteBuffer.wrap(bytes).position(HEAD_BYTES);
    int done = 0;
    while (in.remaining() >= ENTRY_BYTES) {
      int checksum = in.getInt();
      if (in.getInt() != check(done, checksum)) {
        return done;
      }
      checksums[done++] = checksum;
    }
    return done;
  }

  private static int check(int index, int checksum) {
    CRC32C check = new CRC32C();
    check.update(ByteBuffer.allocate(8).putInt(index).putInt(checksum).flip());
    return (int) check.getValue();
  }

  /** Records that are done. */
  int done() {
    return done;
  }

  /** The checksums of all records, once all are done. */
  int[] checksums() {
    return checksums;
  }

  /** Goes back, or stays, at a number of records. */
  void keep(int records) throws IOException {
    done = records;
    channel.truncate(HEAD_BYTES + (long) ENTRY_BYTES * records);
    channel.position(HEAD_BYTES + (long) ENTRY_BYTES * records);
  }

  /** Notes the next records, after their bytes have been written. */
  void add(int[] next) throws IOException {
    ByteBuffer entries = ByteBuffer.allocate(next.length * ENTRY_BYTES);
    for (int i = 0; i < next.length; i++) {
      checksums[done + i] = next[i];
      entries.putInt(next[i]).putInt(check(done + i, next[i]));
    }
    writeFully(channel, entries.flip());
    done += next.length;
  }

  static void writeFully(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}

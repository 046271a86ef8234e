package ai.stego.train.data.store;

import ai.stego.tensor.InputException;
import ai.stego.train.Progress;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;

/**
 * Makes a store, or goes on making it. Each block of records is written, then noted in the journal;
 * after a kill at any point what the journal notes is checked against the file, and work goes on
 * from there. So at most one block is made twice, and the bytes are those of an undisturbed run.
 */
final class StoreWriter {
  /** A file system needs a little room beside. */
  private static final long SPARE_BYTES = 16L << 20;

  private final Path folder;
  private final Recipe recipe;

  /** Prepares; the caller holds the lock. */
  StoreWriter(Path folder, Recipe recipe) {
    this.folder = folder;
    this.recipe = recipe;
  }

  void write(RecordStore.Maker maker, Progress progress) throws IOException {
    Path data = folder.resolve(RecordStore.FILE);
    try (Journal journal = journal(maker);
        FileChannel channel =
            FileChannel.open(
                data,
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE)) {
      journal.keep(soundRecords(channel, journal));
      channel.truncate(journal.done() * recipe.recordBytes());
      announce(journal.done(), progress);
      makeRecords(journal, channel, maker, progress);
      channel.force(true);
      Manifest.write(folder, recipe, journal.checksums());
    }
    Files.deleteIfExists(folder.resolve(Journal.FILE));
  }

  /** How many records, of those that the journal notes, are in the file as they were written. */
  private int soundRecords(FileChannel channel, Journal journal) throws IOException {
    ByteBuffer record = ByteBuffer.allocate(Math.toIntExact(recipe.recordBytes()));
    for (int i = 0; i < journal.done(); i++) {
      record.clear();
      channel.position(i * recipe.recordBytes());
      int read = 0;
      while (read >= 0 && record.hasRemaining()) {
        read = channel.read(record);
      }
      int checksum = RecordStore.checksum(record.array(), 0, record.position());
      if (record.hasRemaining() || checksum != journal.checksums()[i]) {
        return i;
      }
    }
    return journal.done();
  }

  /** Says how much there is to do, and fails at once if the disk cannot hold it. */
  private void announce(int done, Progress progress) throws IOException {
    long needed = recipe.totalBytes() - done * recipe.recordBytes() + SPARE_BYTES;
    long free = Files.getFileStore(folder).getUsableSpace();
    if (free < needed) {
      throw new InputException(
          String.format(
              Locale.ROOT,
              "%s: %s are needed and %s are free: name another folder, store float16 (half of"
                  + " float32), or compute features at every step (--no-store)",
              folder,
              size(needed),
              size(free)));
    }
    String resumed = done > 0 ? ", " + done + " of " + recipe.records() + " are there" : "";
    progress.says(recipe.title() + ": " + size(recipe.totalBytes()) + " in " + folder + resumed);
  }

  private void makeRecords(
      Journal journal, FileChannel channel, RecordStore.Maker maker, Progress progress)
      throws IOException {
    int begun = journal.done();
    long start = System.nanoTime();
    while (journal.done() < recipe.records()) {
      int from = journal.done();
      int to = Math.min(from + RecordStore.BLOCK, recipe.records());
      byte[] records = maker.records(from, to);
      keep(records, channel, journal);
      progress.at(recipe.title(), to, recipe.records());
      if (from == begun + RecordStore.BLOCK) {
        estimate(to - begun, recipe.records() - to, System.nanoTime() - start, progress);
      }
    }
  }

  private void keep(byte[] records, FileChannel channel, Journal journal) throws IOException {
    try {
      channel.position(journal.done() * recipe.recordBytes());
      Journal.writeFully(channel, ByteBuffer.wrap(records));
      journal.add(RecordStore.checksums(records, Math.toIntExact(recipe.recordBytes())));
    } catch (IOException e) {
      throw cannotBeWritten(e);
    }
  }

  private Journal journal(RecordStore.Maker maker) throws IOException {
    try {
      return Journal.open(folder, recipe, maker.name());
    } catch (IOException e) {
      throw cannotBeWritten(e);
    }
  }

  private IOException cannotBeWritten(IOException cause) {
    String what = "cannot be written: " + cause.getMessage();
    IOException clear = new FileSystemException(folder.toString(), null, what);
    clear.initCause(cause);
    return clear;
  }

  /** After the second block: the first one is slow, since the JVM is still warming up. */
  private void estimate(int made, int left, long nanos, Progress progress) {
    long seconds = Math.round(nanos / 1e9 / made * left);
    String time = seconds < 120 ? seconds + " seconds" : (seconds + 30) / 60 + " minutes";
    progress.says(recipe.title() + ": about " + time + " to go");
  }

  private static String size(long bytes) {
    return bytes < 1_000_000_000
        ? String.format(Locale.ROOT, "%.1f MB", bytes / 1e6)
        : String.format(Locale.ROOT, "%.1f GB", bytes / 1e9);
  }
}

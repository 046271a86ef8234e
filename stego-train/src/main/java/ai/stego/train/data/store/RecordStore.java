package ai.stego.train.data.store;

import ai.stego.tensor.Parallel;
import ai.stego.tensor.io.FormatException;
import ai.stego.tensor.io.MappedFile;
import ai.stego.train.Progress;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.CRC32C;

/** Records of one length in a checked, memory-mapped file. */
final class RecordStore implements AutoCloseable {
  static final String FILE = "data.bin";

  /** Records that are checked, or made, at a time. */
  static final int BLOCK = 16;

  /** Records between two reports of progress while a store is checked. */
  private static final int GROUP = 64 * BLOCK;

  private final Path folder;
  private final long recordBytes;
  private final MappedFile file;

  private RecordStore(Path folder, long recordBytes, MappedFile file) {
    this.folder = folder;
    this.recordBytes = recordBytes;
    this.file = file;
  }

  /** Makes records. */
  interface Maker {
    /** Who computes: bytes of two makers are not mixed. */
    String name();

    /** The bytes of records from..to-1, one after the other. */
    byte[] records(int from, int to) throws IOException;
  }

  /** Opens the store of a recipe below a folder, after making what is not there yet. */
  static RecordStore open(
      Path parent, Recipe recipe, Maker maker, Parallel parallel, Progress progress)
      throws IOException {
    Path folder = parent.resolve(recipe.folderName());
    if (!Files.exists(folder.resolve(Manifest.FILE))) {
      makeFolder(folder);
      StoreLock.whileHeld(
          folder,
          progress,
          () -> {
            // Another process may have made it while this one waited.
            if (!Files.exists(folder.resolve(Manifest.FILE))) {
              new StoreWriter(folder, recipe).write(maker, progress);
            }
          });
    }
    return openComplete(folder, recipe, parallel, progress);
  }

  private static void makeFolder(Path folder) throws IOException {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      IOException clear =
          new FileSystemException(folder.toString(), null, "cannot be made a folder");
      clear.initCause(e);
      throw clear;
    }
  }

  /** Reads the whole file once: a gigabyte takes about a second or two, as the disk allows. */
  private static RecordStore openComplete(
      Path folder, Recipe recipe, Parallel parallel, Progress progress) throws IOException {
    int[] checksums = Manifest.read(folder, recipe);
    Path path = folder.resolve(FILE);
    long size = Files.exists(path) ? Files.size(path) : 0;
    if (size != recipe.totalBytes()) {
      throw damaged(path, "has " + size + " bytes instead of " + recipe.totalBytes());
    }
    MappedFile file = MappedFile.open(path);
    RecordStore store = new RecordStore(folder, recipe.recordBytes(), file);
    for (int first = 0; first < checksums.length; first += GROUP) {
      int to = Math.min(first + GROUP, checksums.length);
      int fault = store.firstFault(first, to, checksums, parallel);
      if (fault < to) {
        file.close();
        String name = recipe.sources().get(fault).key();
        long offset = fault * recipe.recordBytes();
        throw damaged(path, "is damaged at offset " + offset + ", in what belongs to " + name);
      }
      progress.at("checking " + recipe.title(), to, checksums.length);
    }
    return store;
  }

  private static FormatException damaged(Path file, String what) {
    String again = "; delete " + file.getParent() + " to have it made again";
    return new FormatException(file.toString(), what + again);
  }

  private int firstFault(int first, int end, int[] checksums, Parallel parallel) {
    AtomicInteger fault = new AtomicInteger(end);
    parallel.ranges(
        end - first,
        BLOCK,
        (from, to) -> {
          byte[] record = new byte[Math.toIntExact(recordBytes)];
          for (int i = first + from; i < first + to; i++) {
            file.read(i * recordBytes, record, record.length);
            if (checksum(record, 0, record.length) != checksums[i]) {
              fault.accumulateAndGet(i, Math::min);
            }
          }
        });
    return fault.get();
  }

  static int checksum(byte[] bytes, int offset, int length) {
    CRC32C checksum = new CRC32C();
    checksum.update(bytes, offset, length);
    return (int) checksum.getValue();
  }

  /** The checksums of records that lie one after the other. */
  static int[] checksums(byte[] records, int recordBytes) {
    int[] checksums = new int[records.length / recordBytes];
    Arrays.setAll(checksums, i -> checksum(records, i * recordBytes, recordBytes));
    return checksums;
  }

  Path folder() {
    return folder;
  }

  MappedFile file() {
    return file;
  }

  @Override
  public void close() {
    file.close();
  }
}

package ai.stego.train.data.store;

import ai.stego.train.Progress;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A lock that is held while a store is written, against other threads and processes. The operating
 * system gives it back when a process dies; the empty file stays, since deleting it would let two
 * in.
 */
final class StoreLock {
  static final String FILE = "lock";

  private static final long POLL_MILLIS = 200;

  private StoreLock() {}

  /** What is done while the lock is held. */
  @FunctionalInterface
  interface Action {
    void run() throws IOException;
  }

  /** Waits until nobody else writes this store, and runs the action meanwhile alone. */
  static void whileHeld(Path folder, Progress progress, Action action) throws IOException {
    Path file = folder.resolve(FILE);
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      FileLock lock = attempt(channel, folder);
      if (lock == null) {
        progress.says("waiting for another stego that writes " + folder);
      }
      while (lock == null) {
        sleep(folder);
        lock = attempt(channel, folder);
      }
      action.run(); // the lock goes with its channel
    }
  }

  private static FileLock attempt(FileChannel channel, Path folder) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null; // another thread of this JVM has it
    } catch (IOException e) {
      String what = "cannot be locked (" + e.getMessage() + "): name a folder on another disk";
      IOException clear = new FileSystemException(folder.toString(), null, what);
      clear.initCause(e);
      throw clear;
    }
  }

  private static void sleep(Path folder) throws InterruptedIOException {
    try {
      Thread.sleep(POLL_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for " + folder);
    }
  }
}

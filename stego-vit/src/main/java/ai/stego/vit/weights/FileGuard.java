package ai.stego.vit.weights;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A lock on {@code NAME.lock}, held against other threads and other processes. The operating system
 * gives it back when a process dies, and the empty file stays: deleting it would let two in.
 */
final class FileGuard {
  private static final long POLL_MILLIS = 100;

  private FileGuard() {}

  /** What is done while the lock is held. */
  @FunctionalInterface
  interface Action {
    void run() throws IOException;
  }

  /** Waits until the lock of a file is free, takes it, and gives it back after the action. */
  static void whileLocked(Path file, DownloadListener listener, Action action) throws IOException {
    Path path = file.resolveSibling(file.getFileName() + ".lock");
    try (FileChannel channel =
        FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      FileLock lock = tryLock(channel);
      if (lock == null) {
        listener.waits(file);
      }
      while (lock == null) {
        sleep(path);
        lock = tryLock(channel);
      }
      try {
        action.run();
      } finally {
        lock.release();
      }
    }
  }

  private static FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null; // another thread of this JVM has it
    }
  }

  private static void sleep(Path path) throws InterruptedIOException {
    try {
      Thread.sleep(POLL_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for " + path);
    }
  }
}

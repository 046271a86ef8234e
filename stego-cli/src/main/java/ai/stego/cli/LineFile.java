package ai.stego.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * A file of lines that keeps what it has whatever happens: each line is written whole into {@code
 * NAME.part}, which takes the name NAME when the run ends, is interrupted or fails. A run that ends
 * before its first line leaves an earlier file as it was.
 */
final class LineFile implements AutoCloseable {
  private final Path target;
  private final Path part;
  private final FileChannel channel;
  private final Thread hook = new Thread(this::closeQuietly, "stego-lines");
  private long length;
  private boolean complete;
  private boolean closed;

  private LineFile(Path target, Path part, FileChannel channel) {
    this.target = target;
    this.part = part;
    this.channel = channel;
  }

  /**
   * Begins a file.
   *
   * @throws IOException if it cannot be made here, or another process is writing it
   */
  static LineFile open(Path target) throws IOException {
    if (Files.exists(target) && !Files.isRegularFile(target)) {
      throw new FileSystemException(
          target.toString(), null, "is no regular file, cannot be written");
    }
    Path part = target.resolveSibling(target.getFileName() + ".part");
    FileChannel channel;
    try {
      channel = FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    } catch (AccessDeniedException e) {
      throw new AccessDeniedException(target.toString());
    } catch (IOException e) {
      throw failure(target, "cannot be made in this folder", e);
    }
    LineFile file = new LineFile(target, part, channel);
    boolean opened = false;
    try {
      file.requireAlone();
      channel.truncate(0);
      Runtime.getRuntime().addShutdownHook(file.hook);
      opened = true;
      return file;
    } finally {
      if (!opened) {
        channel.close();
      }
    }
  }

  /** Adds a line; after the file was closed by an interrupt, which nobody waits for, nothing. */
  synchronized void add(String line) throws IOException {
    if (closed) {
      return;
    }
    ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
    try {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      length = channel.position();
    } catch (IOException e) {
      channel.truncate(length); // half a line is no line
      throw failure(target, "cannot be written: " + e.getMessage(), e);
    }
  }

  /** Says that the run has come to its end, so that even no line is the whole result. */
  synchronized void complete() {
    complete = true;
  }

  @Override
  public void close() throws IOException {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The program is ending, and the hook may have closed this file.
    }
    moveIntoPlace();
  }

  private synchronized void moveIntoPlace() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    // Closed last: without the lock another run could begin anew in what has yet to be moved.
    try (channel) {
      if (complete || length > 0) {
        Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
      } else {
        Files.delete(part);
      }
    }
  }

  private void closeQuietly() {
    try {
      moveIntoPlace();
    } catch (IOException e) {
      // The program is ending and nobody is left to tell; the lines stay in the part file.
    }
  }

  /** The lock goes when the channel closes. */
  private void requireAlone() throws IOException {
    FileLock lock;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      lock = null;
    } catch (IOException e) {
      return; // a file system without locks: two runs at once are the user's own care
    }
    if (lock == null) {
      throw new FileSystemException(
          target.toString(), null, "another stego is writing to this folder");
    }
  }

  private static IOException failure(Path file, String what, IOException cause) {
    IOException clear = new FileSystemException(file.toString(), null, what);
    clear.initCause(cause);
    return clear;
  }
}

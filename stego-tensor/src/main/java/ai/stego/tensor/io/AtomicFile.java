package ai.stego.tensor.io;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Writes a file whole or not at all: into a temporary file beside it, forced to the disk and then
 * moved into place in one step. A reader sees the old contents or the new ones, never a part.
 */
public final class AtomicFile {
  private static final System.Logger LOG = System.getLogger(AtomicFile.class.getName());
  private static final int BUFFER_BYTES = 1 << 16;
  private static final AtomicLong SERIAL = new AtomicLong();

  /** The temporary files of writes under way; kept under the lock of the set. */
  private static final Set<Path> UNFINISHED = new HashSet<>();

  private static boolean abandoned;

  private AtomicFile() {}

  /** Writes the contents of a file. */
  @FunctionalInterface
  public interface Contents {
    /**
     * Writes everything.
     *
     * @param out where to, buffered; closed by the caller
     * @throws IOException if writing fails
     */
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * Writes or replaces a file.
   *
   * @param target the file
   * @param contents called once; whatever it throws leaves the target as it was and no other file
   * @throws IOException if the file cannot be written: one line that names it and says why
   */
  public static void write(Path target, Contents contents) throws IOException {
    Path folder = target.toAbsolutePath().getParent();
    if (folder == null || Files.isDirectory(target)) {
      throw new FileSystemException(target.toString(), null, "is a folder, cannot be written");
    }
    if (!Files.isDirectory(folder)) {
      throw new FileSystemException(target.toString(), null, "the folder does not exist");
    }
    if (Files.exists(target) && !Files.isRegularFile(target)) {
      throw new FileSystemException(
          target.toString(), null, "is a pipe or device, cannot be replaced");
    }
    // Short, since the target's own name may be as long as the file system allows.
    String unique = ProcessHandle.current().pid() + "-" + SERIAL.incrementAndGet();
    Path temporary = folder.resolve(".stego-" + unique + ".part");
    begin(temporary);
    try {
      writeAndForce(temporary, contents);
      Files.move(
          temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw explained(target, temporary, e);
    } finally {
      end(temporary);
    }
  }

  /**
   * Deletes the temporary files of all writes under way, and lets no new one begin: for the
   * shutdown hook of a program that is interrupted.
   */
  public static void abandonAll() {
    synchronized (UNFINISHED) {
      abandoned = true;
      for (Path temporary : UNFINISHED) {
        try {
          Files.deleteIfExists(temporary);
        } catch (IOException e) {
          LOG.log(System.Logger.Level.DEBUG, "left behind: " + temporary, e);
        }
      }
    }
  }

  private static void begin(Path temporary) throws IOException {
    synchronized (UNFINISHED) {
      if (abandoned) {
        throw new FileSystemException(temporary.toString(), null, "the program is ending");
      }
      UNFINISHED.add(temporary);
    }
  }

  private static void end(Path temporary) throws IOException {
    try {
      Files.deleteIfExists(temporary);
    } finally {
      synchronized (UNFINISHED) {
        UNFINISHED.remove(temporary);
      }
    }
  }

  private static void writeAndForce(Path temporary, Contents contents) throws IOException {
    try (FileChannel channel =
            FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        OutputStream out =
            new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER_BYTES)) {
      contents.writeTo(out);
      out.flush();
      channel.force(true);
    }
  }

  private static IOException explained(Path target, Path temporary, IOException cause) {
    if (cause instanceof FormatException) {
      return cause;
    }
    if (cause instanceof FileSystemException e && !isOf(e, target) && !isOf(e, temporary)) {
      return cause; // of a file that the contents come from, and it names that
    }
    IOException clear =
        new FileSystemException(target.toString(), null, "cannot be written: " + reason(cause));
    clear.initCause(cause);
    return clear;
  }

  private static boolean isOf(FileSystemException e, Path path) {
    return e.getFile() == null || e.getFile().equals(path.toString());
  }

  private static String reason(IOException cause) {
    String reason = cause instanceof FileSystemException e ? e.getReason() : cause.getMessage();
    if (reason != null) {
      return reason;
    }
    if (cause instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (cause instanceof NoSuchFileException) {
      return "no file can be made in this folder";
    }
    return cause.getClass().getSimpleName();
  }
}

package ai.stego.tensor.io;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Writes a file whole or not at all: into a temporary file beside it, forced to the disk and then
 * moved into place in one step. A reader sees the old contents or the new ones, never a part.
 */
public final class AtomicFile {
  private static final int BUFFER_BYTES = 1 << 16;
  private static final AtomicLong SERIAL = new AtomicLong();

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
    String unique = ProcessHandle.current().pid() + "-" + SERIAL.incrementAndGet();
    Path temporary = folder.resolve("." + target.getFileName() + "." + unique + ".part");
    try {
      writeAndForce(temporary, contents);
      Files.move(
          temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw explained(target, e);
    } finally {
      Files.deleteIfExists(temporary);
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

  private static IOException explained(Path target, IOException cause) {
    if (cause instanceof FormatException) {
      return cause;
    }
    String reason = cause instanceof FileSystemException e ? e.getReason() : cause.getMessage();
    String why = reason == null ? cause.getClass().getSimpleName() : reason;
    IOException clear =
        new FileSystemException(target.toString(), null, "cannot be written: " + why);
    clear.initCause(cause);
    return clear;
  }
}

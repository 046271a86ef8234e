package ai.stego.cli;

import ai.stego.tensor.InputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;

/**
 * What went wrong, for a person: one line, and the exit code.
 *
 * @param line without the leading {@code stego:}
 * @param exitCode {@link Main#MISTAKE} or {@link Main#FAULT}
 */
record Failure(String line, int exitCode) {

  static Failure of(Throwable thrown) {
    if (thrown instanceof UncheckedIOException wrapped) {
      return of(wrapped.getCause());
    }
    if (thrown instanceof InputException) {
      return mistake(thrown.getMessage());
    }
    if (thrown instanceof InvalidPathException e) {
      return mistake(pathLine(e));
    }
    if (thrown instanceof FileSystemException e) {
      return mistake(fileLine(e));
    }
    if (thrown instanceof IOException) {
      return mistake(
          thrown.getMessage() == null ? "reading or writing failed" : thrown.getMessage());
    }
    if (thrown instanceof OutOfMemoryError) {
      return mistake(
          "out of memory: the JVM may use "
              + Runtime.getRuntime().maxMemory() / (1 << 20)
              + " MiB; give it more (STEGO_JAVA_OPTS=-Xmx4g) or take a smaller --size");
    }
    return new Failure("a fault in stego itself: " + thrown + " (--debug shows where)", Main.FAULT);
  }

  /** A name that the locale's charset does not have, or characters that no name may have. */
  private static String pathLine(InvalidPathException e) {
    String charset = System.getProperty("sun.jnu.encoding", "");
    boolean plain = e.getInput().chars().allMatch(c -> c >= ' ' && c <= '~');
    String why =
        plain || charset.equalsIgnoreCase("UTF-8")
            ? "this cannot be the name of a file here"
            : "this name cannot be spelled in the locale's charset "
                + charset
                + "; set LC_ALL=C.UTF-8";
    return e.getInput() + ": " + why;
  }

  /** What is wrong with a command line, with what was perhaps meant. */
  static String usageLine(CommandLine.ParameterException e) {
    if (e.getCause() instanceof InvalidPathException path) {
      return oneLine(pathLine(path));
    }
    if (!(e instanceof CommandLine.UnmatchedArgumentException unmatched)) {
      String message = oneLine(e.getMessage());
      return message.substring(0, 1).toLowerCase(Locale.ROOT) + message.substring(1);
    }
    String argument = oneLine(unmatched.getUnmatched().get(0));
    boolean hasCommands = !e.getCommandLine().getSubcommands().isEmpty();
    String what =
        unmatched.isUnknownOption()
            ? "unknown option '" + argument + "'"
            : hasCommands
                ? "no command is called '" + argument + "'"
                : "unexpected argument '" + argument + "'";
    List<String> near = unmatched.getSuggestions();
    return near.isEmpty() ? what : what + "; did you mean " + String.join(" or ", near) + "?";
  }

  private static Failure mistake(String message) {
    return new Failure(oneLine(message), Main.MISTAKE);
  }

  private static String fileLine(FileSystemException e) {
    String file = e.getFile() == null ? "a file" : e.getFile();
    if (e instanceof NoSuchFileException) {
      return file + ": there is no such file or folder";
    }
    if (e instanceof AccessDeniedException) {
      return file + ": permission denied";
    }
    if (e instanceof FileAlreadyExistsException) {
      return file + ": is there already";
    }
    if (e instanceof NotDirectoryException) {
      return file + ": is not a folder";
    }
    if (e instanceof DirectoryNotEmptyException) {
      return file + ": the folder is not empty";
    }
    String reason = e.getReason() == null ? "reading or writing failed" : e.getReason();
    boolean full = reason.toLowerCase(Locale.ROOT).contains("no space left");
    return file + ": " + (full ? "no space is left on the disk" : reason);
  }

  private static String oneLine(String message) {
    return message
        .strip()
        .replaceAll("\\s*\\R\\s*", "; ")
        .replaceAll("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]", "?"); // names may try to steer a terminal
  }
}

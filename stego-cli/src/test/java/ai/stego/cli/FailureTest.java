package ai.stego.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.stego.tensor.InputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;

class FailureTest {
  private static void assertMistake(String expected, Throwable thrown) {
    assertEquals(new Failure(expected, Main.MISTAKE), Failure.of(thrown));
  }

  @Test
  void saysWhichFileIsMissing() {
    assertMistake("a.pth: there is no such file or folder", new NoSuchFileException("a.pth"));
  }

  @Test
  void saysWhichFileIsNotAllowed() {
    assertMistake("/x: permission denied", new AccessDeniedException("/x"));
  }

  @Test
  void saysThatTheDiskIsFull() {
    assertMistake(
        "/x/y: no space is left on the disk",
        new FileSystemException("/x/y", null, "cannot be written: No space left on device"));
  }

  @Test
  void looksIntoWrappers() {
    assertMistake(
        "/x: permission denied", new UncheckedIOException(new AccessDeniedException("/x")));
  }

  @Test
  void keepsToOneLine() {
    assertMistake("two; lines", new InputException("two\n  lines\n"));
    assertMistake("two; lines", new IOException("two\r\nlines"));
  }

  @Test
  void saysWhatHelpsWhenMemoryRunsOut() {
    String line = Failure.of(new OutOfMemoryError("Java heap space")).line();
    assertTrue(line.contains("-Xmx") && line.contains("--size"), line);
  }

  @Test
  void ownsUpToAFaultOfItsOwn() {
    Failure failure = Failure.of(new IllegalStateException("impossible"));
    assertEquals(Main.FAULT, failure.exitCode());
    assertTrue(failure.line().contains("impossible"), failure.line());
  }

  @Test
  void saysThatANameCannotBeSpelled() {
    Failure failure = Failure.of(new InvalidPathException("b\uFFFDse.png", "Malformed input"));
    assertEquals(Main.MISTAKE, failure.exitCode());
    assertTrue(failure.line().startsWith("b\uFFFDse.png: "), failure.line());
  }

  @Test
  void saysThatANameCannotBeOne() {
    assertMistake(
        "a?b: this cannot be the name of a file here",
        new InvalidPathException("a\0b", "Nul character not allowed"));
  }

  @Test
  void letsNoNameSteerATerminal() {
    assertMistake("a?[31m?b", new InputException("a\u001b[31m\u202eb"));
  }
}

package ai.stego.tensor.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.stego.tensor.testing.Skip;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
  @TempDir Path folder;

  private List<Path> listing() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }

  @Test
  void aFileIsReplacedWhole() throws IOException {
    Path target = Files.writeString(folder.resolve("file"), "old contents");
    AtomicFile.write(target, out -> out.write('n'));
    assertEquals("n", Files.readString(target));
    assertEquals(List.of(target), listing());
  }

  @Test
  void aFailureInTheMiddleLeavesTheOldFileAndNothingElse() throws IOException {
    Path target = Files.writeString(folder.resolve("file"), "old contents");
    IllegalStateException failure = new IllegalStateException("half way");
    IllegalStateException thrown =
        assertThrows(
            IllegalStateException.class,
            () ->
                AtomicFile.write(
                    target,
                    out -> {
                      out.write(new byte[100_000]);
                      throw failure;
                    }));
    assertSame(failure, thrown);
    assertEquals("old contents", Files.readString(target));
    assertEquals(List.of(target), listing());
  }

  @Test
  void aFailingDiskIsSaidWithTheFile() throws IOException {
    Path target = folder.resolve("file");
    IOException e =
        assertThrows(
            IOException.class,
            () ->
                AtomicFile.write(
                    target,
                    out -> {
                      throw new IOException("No space left on device");
                    }));
    assertEquals(target + ": cannot be written: No space left on device", e.getMessage());
    assertTrue(listing().isEmpty());
  }

  @Test
  void aFullDiskLeavesNothing() throws IOException {
    Path full = Path.of("/dev/full");
    Skip.unless(Files.exists(full), "no /dev/full on this machine");
    Path target = folder.resolve("file");
    IOException e =
        assertThrows(
            IOException.class,
            () ->
                AtomicFile.write(
                    target,
                    out -> {
                      out.write(1);
                      Files.write(full, new byte[1]);
                    }));
    assertTrue(e.getMessage().startsWith(target + ": cannot be written: "), e.getMessage());
    assertTrue(listing().isEmpty());
  }

  @Test
  void aMissingFolderAndAFolderAsTargetAreSaid() {
    Path missing = folder.resolve("no").resolve("file");
    IOException e = assertThrows(IOException.class, () -> AtomicFile.write(missing, out -> {}));
    assertEquals(missing + ": the folder does not exist", e.getMessage());
    e = assertThrows(IOException.class, () -> AtomicFile.write(folder, out -> {}));
    assertEquals(folder + ": is a folder, cannot be written", e.getMessage());
  }

  @Test
  void aNameAsLongAsTheFileSystemAllowsIsWritten() throws IOException {
    Path target = folder.resolve("n".repeat(255));
    AtomicFile.write(target, out -> out.write('n'));
    assertEquals(List.of(target), listing());
  }

  @Test
  void aFaultOfAnotherFileIsNotBlamedOnTheTarget() throws IOException {
    Path target = folder.resolve("file");
    NoSuchFileException failure = new NoSuchFileException(folder.resolve("source").toString());
    IOException thrown =
        assertThrows(
            IOException.class,
            () ->
                AtomicFile.write(
                    target,
                    out -> {
                      throw failure;
                    }));
    assertSame(failure, thrown);
    assertTrue(listing().isEmpty());
  }

  @Test
  void aFolderThatTakesNoFilesIsSaidInWords() {
    Path target = Path.of("/proc/stego-test");
    Skip.unless(Files.isDirectory(target.getParent()), "no /proc on this machine");
    IOException e = assertThrows(IOException.class, () -> AtomicFile.write(target, out -> {}));
    assertEquals(
        target + ": cannot be written: no file can be made in this folder", e.getMessage());
  }

  @Test
  void aPipeIsNotReplacedByAFile() throws Exception {
    Path pipe = Pipes.make(folder.resolve("pipe"));
    IOException e =
        assertThrows(IOException.class, () -> AtomicFile.write(pipe, out -> out.write(1)));
    assertEquals(pipe + ": is a pipe or device, cannot be replaced", e.getMessage());
    assertFalse(Files.isRegularFile(pipe));
  }
}

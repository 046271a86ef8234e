package ai.stego.tensor.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.stego.tensor.testing.Skip;
import java.io.IOException;
import java.nio.file.Files;
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
}

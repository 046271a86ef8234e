package ai.stego.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.stego.tensor.testing.Skip;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LineFileTest {
  @TempDir Path folder;
  private Path target;
  private Path part;

  @BeforeEach
  void name() {
    target = folder.resolve("lines.jsonl");
    part = folder.resolve("lines.jsonl.part");
  }

  @Test
  void eachLineIsOnTheDiskAtOnce() throws IOException {
    try (LineFile file = LineFile.open(target)) {
      file.add("one");
      file.add("zwei \u00fc");
      assertEquals(List.of("one", "zwei \u00fc"), Files.readAllLines(part));
      assertFalse(Files.exists(target));
      file.complete();
    }
    assertEquals(List.of("one", "zwei \u00fc"), Files.readAllLines(target));
    assertFalse(Files.exists(part));
  }

  @Test
  void aRunThatFailsKeepsItsLines() throws IOException {
    Files.writeString(target, "of an earlier run");
    try (LineFile file = LineFile.open(target)) {
      file.add("one");
    }
    assertEquals("one\n", Files.readString(target));
    assertFalse(Files.exists(part));
  }

  @Test
  void aRunThatFailsBeforeItsFirstLineKeepsTheEarlierFile() throws IOException {
    Files.writeString(target, "of an earlier run");
    LineFile.open(target).close();
    assertEquals("of an earlier run", Files.readString(target));
    assertFalse(Files.exists(part));
  }

  @Test
  void aRunWithoutAnyLineHasAnEmptyFileAtItsEnd() throws IOException {
    Files.writeString(target, "of an earlier run");
    try (LineFile file = LineFile.open(target)) {
      file.complete();
    }
    assertEquals("", Files.readString(target));
  }

  @Test
  void whatAKilledRunLeftIsReplaced() throws IOException {
    Files.writeString(part, "a long line that was left behind\n");
    try (LineFile file = LineFile.open(target)) {
      file.add("one");
    }
    assertEquals("one\n", Files.readString(target));
  }

  @Test
  void aSecondRunIntoTheSameFolderIsRefusedAndTheFirstGoesOn() throws IOException {
    try (LineFile file = LineFile.open(target)) {
      file.add("one");
      IOException e = assertThrows(IOException.class, () -> LineFile.open(target));
      assertEquals(target + ": another stego is writing to this folder", e.getMessage());
      file.add("two");
    }
    assertEquals(List.of("one", "two"), Files.readAllLines(target));
  }

  @Test
  void aFolderThatTakesNoFilesIsSaidInWords() {
    Path place = Path.of("/proc/lines.jsonl");
    Skip.unless(Files.isDirectory(place.getParent()), "no /proc on this machine");
    IOException e = assertThrows(IOException.class, () -> LineFile.open(place));
    assertTrue(Failure.of(e).line().contains("cannot be made in this folder"), e.getMessage());
  }
}

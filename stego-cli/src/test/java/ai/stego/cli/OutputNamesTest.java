package ai.stego.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class OutputNamesTest {
  @Test
  void keepsInputsOfTheSameNameApart() {
    OutputNames names = new OutputNames();
    assertEquals("1", names.next(Path.of("a/1.jpg")));
    assertEquals("1-2", names.next(Path.of("b/1.png")));
    assertEquals("1-2-2", names.next(Path.of("c/1-2.png")));
    assertEquals("1-3", names.next(Path.of("d/1.bmp")));
  }

  @Test
  void keepsApartWhatDiffersInCaseOnly() {
    OutputNames names = new OutputNames();
    assertEquals("Cat", names.next(Path.of("Cat.jpg")));
    assertEquals("cat-2", names.next(Path.of("cat.jpg")));
  }

  @Test
  void takesOffTheLastEndingOnly() {
    OutputNames names = new OutputNames();
    assertEquals("a.b", names.next(Path.of("a.b.jpg")));
    assertEquals(".hidden", names.next(Path.of(".hidden")));
  }

  @Test
  void putsANameBeforeTheEnding() {
    assertEquals(Path.of("x/out.cat.png"), OutputNames.with(Path.of("x/out.png"), "cat"));
  }

  @Test
  void leavesRoomForTheEndingInALongName() {
    OutputNames names = new OutputNames();
    String first = names.next(Path.of("x".repeat(251) + ".jpg"));
    String second = names.next(Path.of("x".repeat(250) + "y.jpg"));
    assertEquals("x".repeat(243), first);
    assertEquals("x".repeat(241) + "-2", second);
    assertEquals("x".repeat(50), new OutputNames(205).next(Path.of("x".repeat(60))));
  }

  @Test
  void countsBytesAndCutsNoCharacterInTwo() {
    String name = new OutputNames().next(Path.of("\uD83D\uDE00".repeat(62) + ".jpg"));
    assertEquals("\uD83D\uDE00".repeat(60), name);
  }
}

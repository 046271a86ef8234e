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
}

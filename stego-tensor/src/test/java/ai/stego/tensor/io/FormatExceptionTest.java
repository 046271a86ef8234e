package ai.stego.tensor.io;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class FormatExceptionTest {
  @Test
  void textFromAFileCannotSteerATerminal() {
    assertEquals("a?[31m?b?c?d", FormatException.oneLine("a\u001b[31m\nb\u2028c\u202ed"));
  }

  @Test
  void longTextIsCut() {
    assertEquals("x".repeat(197) + "...", FormatException.oneLine("x".repeat(201)));
    assertEquals("x".repeat(200), FormatException.oneLine("x".repeat(200)));
  }
}

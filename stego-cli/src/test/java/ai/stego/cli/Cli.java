package ai.stego.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Runs the command in this JVM and keeps what it said. */
record Cli(int code, String out, String err) {

  static Cli run(String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int code =
        Main.run(
            args,
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8));
    return new Cli(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  /** Holds it to having gone well. */
  Cli fine() {
    assertEquals("", err);
    assertEquals(Main.FINE, code);
    return this;
  }

  /** Holds it to having said one line about a mistake, without a stack trace. */
  Cli mistake(String... parts) {
    assertEquals(1, err.lines().count(), err);
    assertTrue(err.startsWith("stego: "), err);
    assertFalse(err.contains("Exception"), err);
    for (String part : parts) {
      assertTrue(err.contains(part), err);
    }
    assertEquals(Main.MISTAKE, code);
    return this;
  }
}

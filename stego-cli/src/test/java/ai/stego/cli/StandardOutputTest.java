package ai.stego.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class StandardOutputTest {
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private final PrintStream err = new PrintStream(said, true, StandardCharsets.UTF_8);

  private int codeAfter(String failure, int code) {
    OutputStream broken =
        new OutputStream() {
          @Override
          public void write(int value) throws IOException {
            throw new IOException(failure);
          }
        };
    StandardOutput out = StandardOutput.over(broken, StandardCharsets.UTF_8);
    Main.run(new String[] {"--version"}, out, err);
    return out.exitCode(code, err);
  }

  private String said() {
    return said.toString(StandardCharsets.UTF_8).strip();
  }

  @Test
  void aReaderThatHasSeenEnoughIsNoFailure() {
    assertEquals(Main.FINE, codeAfter("Broken pipe", Main.FINE));
    assertEquals(Main.SOME_FAILED, codeAfter("The pipe is being closed", Main.SOME_FAILED));
    assertEquals("", said());
  }

  @Test
  void aFullDiskIsSaid() {
    assertEquals(Main.MISTAKE, codeAfter("No space left on device", Main.FINE));
    assertEquals("stego: standard output cannot be written: No space left on device", said());
  }

  @Test
  void whatCanBeWrittenIsNotChanged() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    StandardOutput out = StandardOutput.over(bytes, StandardCharsets.UTF_8);
    out.println("Gr\u00fc\u00dfe");
    assertEquals(Main.FINE, out.exitCode(Main.FINE, err));
    assertEquals("Gr\u00fc\u00dfe", bytes.toString(StandardCharsets.UTF_8).strip());
    assertEquals("", said());
  }
}

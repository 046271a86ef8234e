package ai.stego.tensor.cpu.vector;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Runs a main class in a JVM of its own, with the Vector API and without a coverage agent. */
final class OtherJvm {
  private OtherJvm() {}

  /** Returns all that it printed. */
  static String run(Class<?> main, String flag) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules=jdk.incubator.vector",
                flag,
                "-Xmx1g",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(1, TimeUnit.MINUTES), "still running: " + output);
    return output;
  }
}

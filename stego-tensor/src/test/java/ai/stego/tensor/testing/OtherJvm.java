package ai.stego.tensor.testing;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs a main class in a JVM of its own, with the Vector API and without a coverage agent. */
public final class OtherJvm {
  private OtherJvm() {}

  /**
   * Runs a main class to its end.
   *
   * @param main the class
   * @param flags for the JVM; they win over those that are always given
   * @return all that it printed
   * @throws IOException if the JVM cannot be started
   * @throws InterruptedException if the wait is interrupted
   */
  public static String run(Class<?> main, String... flags)
      throws IOException, InterruptedException {
    return run(Map.of(), main, flags);
  }

  /**
   * Runs a main class to its end in another environment.
   *
   * @param environment variables to be set
   * @param main the class
   * @param flags for the JVM; they win over those that are always given
   * @return all that it printed
   * @throws IOException if the JVM cannot be started
   * @throws InterruptedException if the wait is interrupted
   */
  public static String run(Map<String, String> environment, Class<?> main, String... flags)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--add-modules=jdk.incubator.vector");
    command.add("-Xmx1g");
    command.addAll(List.of(flags));
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(main.getName());
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(1, TimeUnit.MINUTES), "still running: " + output);
    return output;
  }
}

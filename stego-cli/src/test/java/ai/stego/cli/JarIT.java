package ai.stego.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;

/** The jar that users run, as a process of its own; needs what the package phase makes. */
class JarIT {
  private static final Path JAR = Path.of("target", "stego.jar");

  private record Outcome(int code, String said) {}

  private static Outcome run(String... args) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-jar", JAR.toString()));
    command.addAll(List.of(args));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Outcome(process.waitFor(), said);
  }

  @Test
  void saysItsVersion() throws Exception {
    Outcome outcome = run("--version");
    assertEquals(0, outcome.code(), outcome.said());
    assertTrue(outcome.said().matches("stego \\d+\\.\\d+\\.\\d+.*\\R"), outcome.said());
  }

  @Test
  void passesTheExitCodeOn() throws Exception {
    Outcome outcome = run("info", "missing.pth");
    assertEquals(Main.MISTAKE, outcome.code());
    assertEquals("stego: missing.pth: there is no such file or folder", outcome.said().strip());
  }

  @Test
  void findsTheBackendsOfAllModules() throws Exception {
    Outcome outcome = run("doctor");
    assertTrue(outcome.said().contains("scalar (cpu): usable"), outcome.said());
    assertTrue(
        outcome.said().contains("vector (cpu): not usable: the JVM runs without"), outcome.said());
    assertTrue(outcome.said().contains("cuda (cuda): "), outcome.said());
  }

  @Test
  void endsWithTheReasonWhenAGpuIsAskedForThatIsNotThere() throws Exception {
    Path photo = Path.of("..", "samples");
    Outcome outcome = run("demo", "--device", "cuda:4000", photo.toString(), "-o", "target/demo");
    assertEquals(Main.MISTAKE, outcome.code(), outcome.said());
    assertEquals(1, outcome.said().lines().count(), outcome.said());
    assertTrue(
        outcome.said().startsWith("stego: backend cuda:")
            || outcome.said().startsWith("stego: device cuda:4000: there "),
        outcome.said());
  }

  @Test
  void holdsTheNativeLibrariesThatAreUsedAndNoOthers() throws IOException {
    try (JarFile jar = new JarFile(JAR.toFile())) {
      List<String> there =
          jar.stream()
              .map(entry -> entry.getName())
              .filter(name -> name.startsWith("lib/") && !name.endsWith("/"))
              .sorted()
              .toList();
      assertEquals(
          List.of(
              "lib/JCublas2-12.6.0-windows-x86_64.dll",
              "lib/JCudaDriver-12.6.0-windows-x86_64.dll",
              "lib/libJCublas2-12.6.0-linux-x86_64.so",
              "lib/libJCudaDriver-12.6.0-linux-x86_64.so",
              "lib/libJCudnn-12.6.0-linux-x86_64.so"),
          there);
    }
  }

  @Test
  void keepsTheLicencesAndTheImageReaders() throws IOException {
    try (JarFile jar = new JarFile(JAR.toFile())) {
      for (String name :
          new String[] {
            "META-INF/LICENSE",
            "META-INF/NOTICE",
            "META-INF/THIRD-PARTY.txt",
            "META-INF/FastDoubleParser-LICENSE"
          }) {
        assertNotNull(jar.getEntry(name), name);
      }
      var services = jar.getEntry("META-INF/services/javax.imageio.spi.ImageReaderSpi");
      String readers =
          new String(jar.getInputStream(services).readAllBytes(), StandardCharsets.UTF_8);
      for (String format : new String[] {"JPEG", "BMP", "TIFF", "WebP"}) {
        assertTrue(readers.contains(format), readers);
      }
    }
  }

  @Test
  void isThereAtAll() {
    assertTrue(Files.exists(JAR), "the package phase makes " + JAR);
  }
}

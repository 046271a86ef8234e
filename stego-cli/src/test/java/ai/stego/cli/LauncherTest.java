package ai.stego.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.stego.tensor.testing.Skip;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shell script, with a Java that only says how it was called. */
class LauncherTest {
  @TempDir Path folder;
  private Path home;
  private Path java;

  @BeforeEach
  void install() throws IOException {
    Skip.unless(File.separatorChar == '/', "no shell on this machine");
    home = Files.createDirectory(folder.toRealPath().resolve("a home"));
    script(home.resolve("stego"), Files.readString(Path.of("..", "stego")));
    Files.createDirectories(home.resolve("stego-cli/target"));
    Files.writeString(home.resolve("stego-cli/target/stego.jar"), "a jar");
    java = folder.resolve("jdk");
    Files.createDirectories(java.resolve("bin"));
    Files.writeString(java.resolve("release"), "JAVA_VERSION=\"17.0.1\"\n");
    script(java.resolve("bin/java"), "#!/bin/sh\necho \"LC_ALL=$LC_ALL\"\necho \"$@\"\n");
  }

  private static void script(Path file, String text) throws IOException {
    Files.writeString(file, text);
    assertTrue(file.toFile().setExecutable(true));
  }

  private String run(Map<String, String> environment, String... command) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(command).directory(home.toFile());
    builder
        .environment()
        .keySet()
        .removeIf(name -> name.matches("LC_.*|LANG|STEGO_.*|CDPATH|J.*_OPTIONS|_JAVA_OPTIONS"));
    builder.environment().put("JAVA_HOME", java.toString());
    builder.environment().put("STEGO_NO_BUILD", "1");
    builder.environment().putAll(environment);
    Process process = builder.redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), said);
    return said;
  }

  private void assertFindsItsHome(String said) {
    assertTrue(said.contains("-jar " + home + "/stego-cli/target/stego.jar info x"), said);
  }

  @Test
  void givesJavaALocaleThatSpellsEveryNameWhereThereIsNone() throws Exception {
    String said = run(Map.of("LANG", "C"), "./stego", "info", "x");
    assertTrue(said.startsWith("LC_ALL=C.UTF-8\n") || said.startsWith("LC_ALL=en_US"), said);
    assertTrue(run(Map.of(), "./stego", "info", "x").contains("UTF-8\n"));
  }

  @Test
  void leavesALocaleThatSpellsEveryNameAlone() throws Exception {
    String said = run(Map.of("LANG", "C.UTF-8"), "./stego", "info", "x");
    assertTrue(said.startsWith("LC_ALL=\n"), said);
  }

  @Test
  void findsItsHomeWhateverCdpathSays() throws Exception {
    Files.createDirectories(folder.resolve("elsewhere/a home"));
    Map<String, String> environment = Map.of("CDPATH", folder.resolve("elsewhere").toString());
    assertFindsItsHome(run(environment, "sh", "-c", "cd .. && sh 'a home/stego' info x"));
  }

  @Test
  void findsItsHomeThroughALinkInTheCurrentFolder() throws Exception {
    Files.createSymbolicLink(home.resolve("link"), Path.of("stego"));
    assertFindsItsHome(run(Map.of(), "sh", "link", "info", "x"));
    Files.createSymbolicLink(folder.resolve("-link"), home.resolve("link"));
    assertFindsItsHome(run(Map.of(), "../-link", "info", "x"));
  }

  @Test
  void givesTheVectorApiToTheCommandsThatComputeAndOneCompilerToTheShortOnes() throws Exception {
    for (String name : new String[] {"info", "help", "--version"}) {
      String said = run(Map.of(), "./stego", name);
      assertTrue(said.contains("-XX:TieredStopAtLevel=1 "), said);
      assertFalse(said.contains("jdk.incubator.vector"), said);
    }
    String segment = run(Map.of(), "./stego", "segment", "x");
    assertTrue(segment.contains("--add-modules jdk.incubator.vector "), segment);
    assertFalse(segment.contains("TieredStopAtLevel"), segment);
    String weights = run(Map.of(), "./stego", "weights", "list");
    assertFalse(weights.contains("-XX:") || weights.contains("incubator"), weights);
  }

  @Test
  void putsTheUsersFlagsBehindItsOwnSoThatTheyDecide() throws Exception {
    Map<String, String> flags = Map.of("STEGO_JAVA_OPTS", "-Xmx1g -XX:TieredStopAtLevel=4");
    String said = run(flags, "./stego", "info", "x");
    assertTrue(said.indexOf("Level=1") < said.indexOf("-Xmx1g -XX:TieredStopAtLevel=4"), said);
  }

  @Test
  void choosesTheSerialCollectorForSegmentingUnlessTheUserNamesOne() throws Exception {
    assertTrue(run(Map.of(), "./stego", "segment", "x").contains("-XX:+UseSerialGC -Xmn48m "));
    assertFalse(run(Map.of(), "./stego", "train", "x").contains("SerialGC"));
    for (String name : new String[] {"STEGO_JAVA_OPTS", "JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"}) {
      Map<String, String> flags = Map.of(name, "-Xmx4g -XX:+UseG1GC");
      String said = run(flags, "./stego", "segment", "x");
      assertFalse(said.contains("SerialGC") || said.contains("-Xmn"), said);
    }
  }

  @Test
  void usesFlagsThatThisJavaTakesWithoutAWord() throws Exception {
    String said = run(Map.of(), "./stego", "segment", "x");
    String flags = said.substring(said.indexOf("--add-modules"), said.indexOf(" -Dstego.terminal"));
    String real = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    List<String> command = new ArrayList<>(List.of(real));
    command.addAll(List.of(flags.split(" ")));
    command.add("-version");
    String plain = run(Map.of(), real, "--add-modules", "jdk.incubator.vector", "-version");
    assertEquals(plain, run(Map.of(), command.toArray(String[]::new)));
  }
}

package ai.stego.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MainTest {
  @Test
  void showsTheHelpOnRequest() {
    String help = Cli.run("--help").fine().out();
    for (String name : Commands.names()) {
      assertTrue(help.contains("\n  " + name + " "), help);
    }
    assertTrue(help.contains("Examples:"), help);
  }

  @Test
  void showsTheHelpWhenNothingIsAsked() {
    Cli cli = Cli.run();
    assertEquals(Main.MISTAKE, cli.code());
    assertTrue(cli.err().contains("Usage: stego"), cli.err());
  }

  @Test
  void showsTheVersion() {
    assertTrue(Cli.run("--version").fine().out().startsWith("stego "));
  }

  static Iterable<String> names() {
    return Commands.names();
  }

  @ParameterizedTest
  @MethodSource("names")
  void helpsWithEachCommandInBothWays(String name) {
    String help = Cli.run(name, "--help").fine().out();
    assertTrue(help.contains("Usage: stego " + name), help);
    assertTrue(help.lines().allMatch(line -> line.length() <= 90), help);
    assertEquals(help, Cli.run("help", name).fine().out());
  }

  @Test
  void suggestsACommand() {
    Cli.run("weihgts").mistake("no command is called 'weihgts'", "did you mean", "weights");
  }

  @Test
  void suggestsAnOption() {
    Cli.run("doctor", "--debgu").mistake("unknown option '--debgu'", "'stego doctor --help'");
  }

  @Test
  void showsAStackTraceWhenAskedTo() {
    Cli cli = Cli.run("weights", "path", "nonsense", "--debug");
    assertEquals(Main.MISTAKE, cli.code());
    assertTrue(cli.err().contains("\tat ai.stego."), cli.err());
  }

  @Test
  void logsAsShortLines() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ConsoleLoggerFinder.configure(
        StreamWriter.over(new PrintStream(bytes, true, StandardCharsets.UTF_8)), false);
    System.Logger log = System.getLogger("ai.stego.test");
    log.log(System.Logger.Level.WARNING, "the sky is {0}", "falling");
    log.log(System.Logger.Level.INFO, "it's {done}");
    log.log(System.Logger.Level.DEBUG, "unsaid");
    System.getLogger("java.net.http").log(System.Logger.Level.INFO, "unsaid");
    assertEquals(
        String.format("stego: warning: the sky is falling%nstego: it's {done}%n"),
        bytes.toString(StandardCharsets.UTF_8));
  }

  @Test
  void refusesAnEmptyArgument() {
    Cli.run("segment", "").mistake("argument 2 is empty");
    Cli.run("demo", "--output=").mistake("the value after --output= is empty");
  }

  @Test
  void takesAnAtSignForPartOfAName() {
    Cli.run("info", "@missing.pth").mistake("@missing.pth: there is no such file");
  }

  @Test
  void saysThatAPortCannotBe() {
    System.setProperty("stego.weights.url", "http://localhost:70000/");
    try {
      Cli.run("weights", "list").mistake("the port must be 1 to 65535");
    } finally {
      System.clearProperty("stego.weights.url");
    }
  }

  @Test
  void remarksOnACacheThatIsAFile(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("cache"), "in the way");
    System.setProperty("stego.cache", file.toString());
    try {
      String text = Cli.run("doctor").out();
      assertTrue(text.contains(file + " (is a file, not a folder"), text);
    } finally {
      System.clearProperty("stego.cache");
    }
  }
}

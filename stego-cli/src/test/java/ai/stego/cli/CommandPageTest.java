package ai.stego.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds {@code docs/command.md} to what the command says of itself. */
class CommandPageTest {
  private static final Pattern OPTION = Pattern.compile("(?<![\\w\\[-])--?[a-zA-Z][a-z-]*");

  static Iterable<String> names() {
    return Commands.names();
  }

  @ParameterizedTest
  @MethodSource("names")
  void namesEachCommandAndEachOfItsOptions(String name) throws IOException {
    String page = Files.readString(Path.of("..", "docs", "command.md"));
    assertTrue(page.contains("`stego " + name), name);
    String help = Cli.run(name, "--help").fine().out();
    TreeSet<String> options = new TreeSet<>();
    Matcher matcher = OPTION.matcher(help);
    while (matcher.find()) {
      options.add(matcher.group());
    }
    assertTrue(options.contains("--help"), help);
    options.removeIf(option -> page.contains("`" + option + "`"));
    assertTrue(options.isEmpty(), "docs/command.md does not tell of " + options);
  }

  @Test
  void tellsOfNoOptionThatIsGone() throws IOException {
    String page = Files.readString(Path.of("..", "docs", "command.md"));
    StringBuilder helps = new StringBuilder();
    names().forEach(name -> helps.append(Cli.run(name, "--help").out()));
    helps.append(Cli.run("--help").out());
    Matcher matcher = Pattern.compile("`(--[a-z-]+)`").matcher(page);
    while (matcher.find()) {
      assertTrue(helps.toString().contains(matcher.group(1)), matcher.group(1));
    }
  }
}

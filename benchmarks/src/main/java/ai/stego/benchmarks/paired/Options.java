package ai.stego.benchmarks.paired;

import ai.stego.tensor.InputException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * What is asked for on the command line.
 *
 * @param filter which lines, by what {@link Case#label} says
 * @param quick whether tiny extents are run, once each
 * @param rounds of each line at most
 * @param seconds of measuring after which a line begins no further round
 * @param backend its name
 * @param peers the folder of their models
 */
record Options(
    Pattern filter,
    boolean quick,
    int rounds,
    double seconds,
    String backend,
    Optional<Path> peers) {
  static final String USAGE =
      "expected [FILTER] [--quick] [--rounds N] [--seconds S] [--backend NAME] [--peers FOLDER]";

  private static final Options DEFAULT =
      new Options(Pattern.compile(""), false, 15, 60, "vector", Optional.empty());

  static Options parse(String[] arguments) {
    Options options = DEFAULT;
    for (int i = 0; i < arguments.length; i++) {
      String argument = arguments[i];
      if (argument.equals("--quick")) {
        options = options.withQuick();
      } else if (!argument.startsWith("-")) {
        options = options.withFilter(pattern(argument));
      } else if (i + 1 < arguments.length) {
        options = options.with(argument, arguments[++i]);
      } else {
        throw new InputException(USAGE + ", not " + argument);
      }
    }
    return options;
  }

  Patience patience() {
    return quick ? Patience.NONE : new Patience(true, rounds, seconds);
  }

  private Options with(String name, String value) {
    return switch (name) {
      case "--rounds" ->
          new Options(filter, quick, (int) number(name, value), seconds, backend, peers);
      case "--seconds" -> new Options(filter, quick, rounds, number(name, value), backend, peers);
      case "--backend" -> new Options(filter, quick, rounds, seconds, value, peers);
      case "--peers" ->
          new Options(filter, quick, rounds, seconds, backend, Optional.of(Path.of(value)));
      default -> throw new InputException(USAGE + ", not " + name);
    };
  }

  private Options withQuick() {
    return new Options(filter, true, rounds, seconds, backend, peers);
  }

  private Options withFilter(Pattern value) {
    return new Options(value, quick, rounds, seconds, backend, peers);
  }

  private static Pattern pattern(String text) {
    try {
      return Pattern.compile(text);
    } catch (PatternSyntaxException e) {
      throw new InputException("filter " + text + ": " + e.getDescription(), e);
    }
  }

  private static double number(String name, String text) {
    if (!text.matches("[1-9][0-9]{0,5}")) {
      throw new InputException(name + ": expected a number from 1 to 999999, got " + text);
    }
    return Double.parseDouble(text);
  }
}

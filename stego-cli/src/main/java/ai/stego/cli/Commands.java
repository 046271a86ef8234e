package ai.stego.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine;

/** The commands by name. A supplier's class is loaded when it is called, and not before. */
final class Commands {
  private static final Map<String, Supplier<Object>> ALL = new LinkedHashMap<>();

  static {
    ALL.put("demo", () -> new DemoCommand());
    ALL.put("segment", () -> new SegmentCommand());
    ALL.put("eval", () -> new EvalCommand());
    ALL.put("fit", () -> new FitCommand());
    ALL.put("name", () -> new NameCommand());
    ALL.put("train", () -> TrainCommand.spec());
    ALL.put("features", () -> new FeaturesCommand());
    ALL.put("weights", () -> new WeightsCommand());
    ALL.put("info", () -> new InfoCommand());
    ALL.put("convert", () -> new ConvertCommand());
    ALL.put("doctor", () -> new DoctorCommand());
  }

  private Commands() {}

  /** The names of all commands, in the order of the help. */
  static List<String> names() {
    return List.copyOf(ALL.keySet());
  }

  /**
   * Adds the command that a command line asks for, alone if it is clear which one that is, else all
   * of them, for the help and for suggestions.
   */
  static void addTo(CommandLine root, String[] args) {
    String first = args.length == 0 ? "" : args[0];
    if (ALL.containsKey(first)) {
      root.addSubcommand(first, ALL.get(first).get());
      return;
    }
    ALL.forEach((name, supplier) -> root.addSubcommand(name, supplier.get()));
    root.addSubcommand("help", new CommandLine.HelpCommand());
  }
}

package ai.stego.cli;

import picocli.CommandLine.Option;

/** What every command has. */
@SuppressWarnings("UnusedVariable") // picocli reads the fields
final class CommonOptions {
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      order = 98,
      description = "Show this help.")
  private boolean help;

  @Option(names = "--debug", order = 99, description = "Show stack traces and log more.")
  private boolean debug;
}

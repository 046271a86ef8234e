package ai.stego.cli;

import ai.stego.tensor.InputException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.Arrays;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/**
 * The {@code stego} command. Only the class of the command that is asked for is loaded, so that the
 * short ones answer at once.
 */
public final class Main {
  /** Exit code: everything went well. */
  public static final int FINE = 0;

  /** Exit code: some of several inputs failed; the others were done. */
  public static final int SOME_FAILED = 1;

  /** Exit code: the request cannot be carried out as it stands. */
  public static final int MISTAKE = 2;

  /** Exit code: a fault of the program's own. */
  public static final int FAULT = 3;

  private static final String DEBUG = "--debug";

  private Main() {}

  /**
   * Runs a command and ends the JVM with its exit code.
   *
   * @param args the command line
   */
  public static void main(String[] args) {
    System.setProperty("java.awt.headless", "true");
    Interruption.install();
    StandardOutput out = StandardOutput.open();
    System.exit(out.exitCode(run(args, out, System.err), System.err));
  }

  /**
   * Runs a command.
   *
   * @param args the command line
   * @param out where results go
   * @param err where problems and progress go
   * @return the exit code
   */
  public static int run(String[] args, PrintStream out, PrintStream err) {
    PrintWriter results = StreamWriter.over(out);
    PrintWriter problems = StreamWriter.over(err);
    boolean debug = Arrays.asList(args).contains(DEBUG);
    ConsoleLoggerFinder.configure(problems, debug);
    int code;
    try {
      requireArguments(args);
      code = commandLine(args, results, problems).execute(args);
    } catch (RuntimeException | Error e) {
      code = report(e, problems, debug); // before or after the command itself
    }
    results.flush();
    problems.flush();
    return code;
  }

  /** An empty path would mean the current folder; it is more likely a variable without a value. */
  private static void requireArguments(String[] args) {
    for (int i = 0; i < args.length; i++) {
      if (args[i].isEmpty()) {
        throw new InputException("argument " + (i + 1) + " is empty");
      }
      if (args[i].matches("--?[a-z-]+=")) {
        throw new InputException("the value after " + args[i] + " is empty");
      }
    }
  }

  private static CommandLine commandLine(String[] args, PrintWriter out, PrintWriter err) {
    boolean debug = Arrays.asList(args).contains(DEBUG);
    CommandLine root = new CommandLine(new RootCommand());
    Commands.addTo(root, args);
    return root.setOut(out)
        .setErr(err)
        .setColorScheme(CommandLine.Help.defaultColorScheme(Terminal.out() ? Ansi.AUTO : Ansi.OFF))
        .setUsageHelpAutoWidth(false)
        .setUsageHelpWidth(90)
        .setUsageHelpLongOptionsMaxWidth(30)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExpandAtFiles(false) // a photograph may be called @1.jpg
        .setParameterExceptionHandler((e, unused) -> reportMistake(e, err, debug))
        .setExecutionExceptionHandler((e, command, parsed) -> report(e, err, debug));
  }

  private static int reportMistake(
      CommandLine.ParameterException e, PrintWriter err, boolean debug) {
    CommandLine command = e.getCommandLine();
    if (e instanceof RootCommand.NothingAsked) {
      command.usage(err);
      return MISTAKE;
    }
    String help = "('" + command.getCommandSpec().qualifiedName() + " --help' says more)";
    err.println("stego: " + Failure.usageLine(e) + " " + help);
    if (debug) {
      e.printStackTrace(err);
    }
    return MISTAKE;
  }

  private static int report(Throwable thrown, PrintWriter err, boolean debug) {
    Failure failure = Failure.of(thrown);
    if (Interruption.requested()) {
      return failure.exitCode();
    }
    err.println("stego: " + failure.line());
    if (debug) {
      thrown.printStackTrace(err);
    }
    return failure.exitCode();
  }
}

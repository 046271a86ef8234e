package ai.stego.cli;

import java.io.PrintWriter;
import java.text.MessageFormat;
import java.util.Locale;
import java.util.ResourceBundle;

/**
 * Sends what the library logs to standard error as short lines, {@code stego: warning: ...}. Found
 * by {@link java.util.ServiceLoader}; other programs that use the library keep their own logging.
 */
public final class ConsoleLoggerFinder extends System.LoggerFinder {
  private static final String OWN = "ai.stego.";

  private static volatile PrintWriter stream = StreamWriter.over(System.err);
  private static volatile boolean verbose;

  /** For {@link java.util.ServiceLoader}. */
  public ConsoleLoggerFinder() {}

  /**
   * Sets where lines go and how many.
   *
   * @param target where to
   * @param everything also what is of use only when looking for a fault
   */
  static void configure(PrintWriter target, boolean everything) {
    stream = target;
    verbose = everything;
  }

  @Override
  public System.Logger getLogger(String name, Module module) {
    return new ConsoleLogger(name);
  }

  private record ConsoleLogger(String name) implements System.Logger {
    @Override
    public String getName() {
      return name;
    }

    @Override
    public boolean isLoggable(Level level) {
      boolean ours = name.startsWith(OWN);
      Level least = !ours ? Level.WARNING : verbose ? Level.DEBUG : Level.INFO;
      return level != Level.OFF && level.getSeverity() >= least.getSeverity();
    }

    @Override
    public void log(Level level, ResourceBundle bundle, String message, Throwable thrown) {
      if (isLoggable(level)) {
        stream.println("stego: " + prefix(level) + message);
        if (thrown != null && verbose) {
          thrown.printStackTrace(stream);
        }
      }
    }

    @Override
    public void log(Level level, ResourceBundle bundle, String format, Object... params) {
      if (isLoggable(level)) {
        boolean plain = params == null || params.length == 0;
        String message = plain ? format : new MessageFormat(format, Locale.ROOT).format(params);
        log(level, bundle, message, (Throwable) null);
      }
    }

    private static String prefix(Level level) {
      return level == Level.INFO ? "" : level.name().toLowerCase(Locale.ROOT) + ": ";
    }
  }
}

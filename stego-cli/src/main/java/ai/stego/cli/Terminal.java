package ai.stego.cli;

import java.util.Arrays;

/**
 * Which of the standard streams a person looks at. The launcher knows, and says so in the system
 * property {@code stego.terminal}; without it the JVM is asked.
 */
final class Terminal {
  private static final String PROPERTY = "stego.terminal";
  private static final int CONSOLE_ALWAYS_THERE_SINCE = 22;

  private Terminal() {}

  /** Whether results are looked at. */
  static boolean out() {
    return is("out");
  }

  /** Whether problems and progress are looked at. */
  static boolean err() {
    return is("err");
  }

  @SuppressWarnings("SystemConsoleNull") // asked only where it may be null
  private static boolean is(String name) {
    String streams = System.getProperty(PROPERTY);
    if (streams != null) {
      return Arrays.asList(streams.split(",", -1)).contains(name);
    }
    boolean tells =
        Runtime.version().feature() < CONSOLE_ALWAYS_THERE_SINCE
            || System.getProperty("jdk.console", "").equals("java.base");
    return tells && System.console() != null;
  }
}

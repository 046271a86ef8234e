package ai.stego.cli;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.Writer;

/** Characters into a print stream, in whatever encoding that stream has. */
final class StreamWriter extends Writer {
  private final PrintStream stream;

  private StreamWriter(PrintStream stream) {
    this.stream = stream;
  }

  /** A print writer that flushes at each line. */
  static PrintWriter over(PrintStream stream) {
    return new PrintWriter(new StreamWriter(stream), true);
  }

  @Override
  public void write(char[] buffer, int offset, int length) {
    stream.print(new String(buffer, offset, length));
  }

  @Override
  public void flush() {
    stream.flush();
  }

  @Override
  public void close() {
    stream.flush();
  }
}

package ai.stego.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.util.Locale;

/**
 * Standard output that remembers why it could not be written, which a print stream alone swallows.
 */
final class StandardOutput extends PrintStream {
  private final Remembering target;

  private StandardOutput(Remembering target, Charset charset) {
    super(target, false, charset);
    this.target = target;
  }

  /** The standard output of this process. */
  static StandardOutput open() {
    // The terminal's own charset, where the JVM knows it: JDK 19 and later, and earlier ones.
    String console = System.getProperty("sun.stdout.encoding");
    String name = System.getProperty("stdout.encoding", console);
    Charset charset = name == null ? Charset.defaultCharset() : Charset.forName(name);
    return over(new FileOutputStream(FileDescriptor.out), charset);
  }

  /** Output into a stream. */
  static StandardOutput over(OutputStream stream, Charset charset) {
    return new StandardOutput(new Remembering(stream), charset);
  }

  /**
   * The exit code of a command whose results went here. A reader that has seen enough and closed
   * its end ({@code | head}) is no failure; a full disk is one, and is said.
   *
   * @param code of the command itself
   * @param err where a failure is said
   */
  int exitCode(int code, PrintStream err) {
    if (!checkError() || target.failure == null || isClosedPipe(target.failure)) {
      return code;
    }
    err.println("stego: standard output cannot be written: " + Failure.of(target.failure).line());
    err.flush();
    return code == Main.FAULT ? code : Main.MISTAKE;
  }

  private static boolean isClosedPipe(IOException failure) {
    String message = String.valueOf(failure.getMessage());
    return message.toLowerCase(Locale.ROOT).contains("pipe"); // broken, or on Windows being closed
  }

  /** Passes on what comes, and keeps the first failure. */
  private static final class Remembering extends BufferedOutputStream {
    private IOException failure;

    Remembering(OutputStream stream) {
      super(stream);
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
      try {
        super.write(bytes, offset, length);
      } catch (IOException e) {
        throw keep(e);
      }
    }

    @Override
    public synchronized void write(int value) throws IOException {
      try {
        super.write(value);
      } catch (IOException e) {
        throw keep(e);
      }
    }

    @Override
    public synchronized void flush() throws IOException {
      try {
        super.flush();
      } catch (IOException e) {
        throw keep(e);
      }
    }

    private IOException keep(IOException e) {
      failure = failure == null ? e : failure;
      return e;
    }
  }
}

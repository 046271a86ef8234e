package ai.stego.cli;

import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarConsumer;
import me.tongfei.progressbar.ProgressBarStyle;

/** A bar on standard error that shows how far a task is; nothing where nobody looks. */
final class ProgressLine implements AutoCloseable {
  private static final int COLUMNS = 79;
  private static final int UPDATE_MILLIS = 100;

  private final PrintWriter err;
  private final ProgressBar bar;

  private ProgressLine(PrintWriter err, ProgressBar bar) {
    this.err = err;
    this.bar = bar;
  }

  /** A bar that counts whole things, such as images. */
  static ProgressLine counting(PrintWriter err, String task, String unit, long total) {
    return open(err, task, " " + unit, 1, total, 0);
  }

  /** The same of a task whose first part was done before: it counts for no speed. */
  static ProgressLine resuming(PrintWriter err, String task, String unit, long total, long done) {
    return open(err, task, " " + unit, 1, total, done);
  }

  /** A bar that counts bytes and shows megabytes. */
  static ProgressLine bytes(PrintWriter err, String task, long total) {
    return open(err, task, " MB", 1_000_000, total, 0);
  }

  private static ProgressLine open(
      PrintWriter err, String task, String unit, long unitSize, long total, long done) {
    if (!Terminal.err()) {
      return new ProgressLine(err, null);
    }
    boolean blocks = Charset.defaultCharset().equals(StandardCharsets.UTF_8);
    return new ProgressLine(
        err,
        new ProgressBarBuilder()
            .setTaskName(task)
            .setUnit(unit, unitSize)
            .setInitialMax(total)
            .startsFrom(done, Duration.ZERO)
            .setStyle(blocks ? ProgressBarStyle.UNICODE_BLOCK : ProgressBarStyle.ASCII)
            .setUpdateIntervalMillis(UPDATE_MILLIS)
            .showSpeed()
            .setConsumer(new Line(err))
            .build());
  }

  /** Sets how much is done. */
  void to(long done) {
    if (bar != null) {
      bar.stepTo(done);
    }
  }

  /** One more is done. */
  void step() {
    if (bar != null) {
      bar.step();
    }
  }

  /** Shows a few words at the end of the bar, such as a loss. */
  void note(String words) {
    if (bar != null) {
      bar.setExtraMessage(words);
    }
  }

  /** Says something in a line of its own; the bar goes on below. */
  void say(String line) {
    if (bar != null) {
      err.print("\r" + " ".repeat(COLUMNS) + "\r");
    }
    err.println(line);
  }

  /** Ends the bar; the line stays. */
  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }

  /** Draws over the same line of a terminal, whichever that is. */
  private record Line(PrintWriter err) implements ProgressBarConsumer {
    @Override
    public int getMaxRenderedLength() {
      return COLUMNS;
    }

    @Override
    public void accept(String text) {
      err.print("\r" + text);
      err.flush();
    }

    @Override
    public void clear() {
      err.print("\r" + " ".repeat(COLUMNS) + "\r");
      err.flush();
    }

    @Override
    public void close() {
      err.println();
    }
  }
}

package ai.stego.cli;

import ai.stego.train.Progress;
import java.io.PrintWriter;

/** A bar for each stage of a long task, one below the other. */
final class StageProgress implements Progress, AutoCloseable {
  private final PrintWriter err;
  private String stage = "";
  private ProgressLine line;

  StageProgress(PrintWriter err) {
    this.err = err;
  }

  @Override
  public void at(String current, long done, long total) {
    if (!current.equals(stage)) {
      endStage();
      stage = current;
      line = ProgressLine.counting(err, current, "", total);
    }
    line.to(done);
  }

  @Override
  public void says(String words) {
    err.println(words);
    err.flush();
  }

  /** Ends the bar of the stage, so that results can be printed below. */
  void endStage() {
    if (line != null) {
      line.close();
      line = null;
    }
  }

  @Override
  public void close() {
    endStage();
  }
}

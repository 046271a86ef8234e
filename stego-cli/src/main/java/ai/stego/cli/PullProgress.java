package ai.stego.cli;

import ai.stego.vit.weights.DownloadListener;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;

/** Shows a download: a bar on a terminal, a few lines elsewhere. */
final class PullProgress implements DownloadListener, AutoCloseable {
  private static final long MEGABYTE = 1_000_000;

  private final PrintWriter err;
  private final String name;
  private ProgressLine line;

  PullProgress(PrintWriter err, String name) {
    this.err = err;
    this.name = name;
  }

  @Override
  public void begins(URI from, long done, long total) {
    close();
    String size = total < 0 ? "" : " (" + (total + MEGABYTE - 1) / MEGABYTE + " MB)";
    String rest = done == 0 ? "" : ", going on after " + done / MEGABYTE + " MB";
    err.println("stego: fetching " + from + size + rest);
    line = ProgressLine.bytes(err, name, total);
    line.to(done);
  }

  @Override
  public void progresses(long done, long total) {
    if (line != null) {
      line.to(done);
    }
  }

  @Override
  public void retries(int attempt, int attempts, String reason) {
    close();
    err.println("stego: " + reason + "; attempt " + attempt + " of " + attempts);
  }

  @Override
  public void waits(Path file) {
    err.println("stego: waiting: another stego is fetching " + file);
  }

  @Override
  public void close() {
    if (line != null) {
      line.close();
      line = null;
    }
  }
}

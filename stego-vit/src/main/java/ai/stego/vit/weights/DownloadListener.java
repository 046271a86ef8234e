package ai.stego.vit.weights;

import java.net.URI;
import java.nio.file.Path;

/** Hears how a download goes; called on the thread that asked for it. */
public interface DownloadListener {
  /** Hears nothing. */
  DownloadListener SILENT = new DownloadListener() {};

  /**
   * The server has begun to send.
   *
   * @param from the address
   * @param done bytes that were there from an earlier attempt
   * @param total bytes of the whole file; -1 if the server does not say
   */
  default void begins(URI from, long done, long total) {}

  /**
   * Bytes have come in.
   *
   * @param done bytes that are there now
   * @param total bytes of the whole file; -1 if the server does not say
   */
  default void progresses(long done, long total) {}

  /**
   * An attempt has failed and another will be made.
   *
   * @param attempt the number of the next attempt, from 2
   * @param attempts how many there will be at most
   * @param reason why the last one failed
   */
  default void retries(int attempt, int attempts, String reason) {}

  /**
   * Somebody else is fetching the same file; told once.
   *
   * @param file the file that is waited for
   */
  default void waits(Path file) {}
}

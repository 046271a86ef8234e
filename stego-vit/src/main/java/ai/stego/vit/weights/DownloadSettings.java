package ai.stego.vit.weights;

import ai.stego.tensor.InputException;
import java.time.Duration;

/**
 * How patient a download is.
 *
 * @param attempts how often it is tried in all
 * @param connect how long a connection may take
 * @param stall how long nothing may come before the attempt is given up
 * @param pause the wait before the second attempt; it doubles with each further one
 */
public record DownloadSettings(int attempts, Duration connect, Duration stall, Duration pause) {
  /** Six attempts, 15 s to connect, 30 s without a byte, pauses of 1, 2, 4, 8 and 16 s. */
  public static final DownloadSettings DEFAULT =
      new DownloadSettings(
          6, Duration.ofSeconds(15), Duration.ofSeconds(30), Duration.ofSeconds(1));

  /**
   * Checks the numbers.
   *
   * @param attempts how often it is tried in all
   * @param connect how long a connection may take
   * @param stall how long nothing may come before the attempt is given up
   * @param pause the wait before the second attempt
   * @throws InputException if there would be no attempt or more than 20, or a time is not positive
   */
  public DownloadSettings {
    if (attempts < 1 || attempts > 20) {
      throw new InputException("attempts: expected 1 to 20, got " + attempts);
    }
    if (!positive(connect) || !positive(stall) || pause.isNegative()) {
      throw new InputException("download times must be positive");
    }
  }

  private static boolean positive(Duration time) {
    return !time.isNegative() && !time.isZero();
  }
}

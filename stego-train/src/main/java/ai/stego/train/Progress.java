package ai.stego.train;

/**
 * Hears how a long task goes on. A program shows a bar, a test counts, and nobody need listen. May
 * be called often, always by the thread that called the library.
 */
@FunctionalInterface
public interface Progress {
  /** Nobody listens. */
  Progress NONE = (stage, done, total) -> {};

  /**
   * Something is done.
   *
   * @param stage what is under way, such as {@code "features"}; a new name begins a new stage
   * @param done how much of it, 0..total
   * @param total how much there is
   */
  void at(String stage, long done, long total);

  /**
   * Something worth a line: an estimate before a long stage, or what is waited for.
   *
   * @param line one line for people
   */
  default void says(String line) {}
}

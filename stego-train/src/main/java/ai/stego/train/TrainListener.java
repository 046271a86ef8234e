package ai.stego.train;

/**
 * Hears how a training run goes on. A program shows a bar, a test counts, and nobody need listen.
 * Always called by the thread that runs the training.
 */
public interface TrainListener extends Progress {
  /** Nobody listens. */
  TrainListener NONE = (stage, done, total) -> {};

  /**
   * A step was taken.
   *
   * @param report what came of it
   */
  default void step(StepReport report) {}

  /**
   * Something is probably wrong, though the run goes on.
   *
   * @param line one line that says what, and what to change
   */
  default void warning(String line) {}
}

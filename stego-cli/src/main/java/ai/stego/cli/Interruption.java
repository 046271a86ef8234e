package ai.stego.cli;

import ai.stego.tensor.io.AtomicFile;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * What happens on Ctrl-C and the like: a task that has something to save is asked to and waited
 * for; then files that are half written are deleted.
 */
final class Interruption {
  private static final System.Logger LOG = System.getLogger(Interruption.class.getName());
  private static final int PATIENCE_SECONDS = 120;

  /** Whether it has come: what fails from now on fails because of that. */
  private static volatile boolean ending;

  /** Open while a task has something to save. */
  private static volatile CountDownLatch unsaved;

  /** Said if the program ends while nothing had to be saved; null says nothing. */
  private static volatile Runnable farewell;

  private Interruption() {}

  /** A task that can stop in good order. */
  @FunctionalInterface
  interface Work<T> {
    /** Does the work. */
    T run() throws IOException;
  }

  /** Makes the JVM do so. */
  static void install() {
    Runtime.getRuntime().addShutdownHook(new Thread(Interruption::end, "stego-end"));
  }

  /** Whether the program has been asked to end. */
  static boolean requested() {
    return ending;
  }

  /**
   * Runs a task that can be ended at any time, but for a part of it: from the first {@link
   * #requestedToSave} on it is waited for, until it calls {@link #saved} or ends.
   *
   * @param work the task
   * @param words what to say if it is ended without anything to wait for
   */
  static <T> T patiently(Work<T> work, Runnable words) throws IOException {
    farewell = words;
    try {
      return work.run();
    } finally {
      farewell = null;
      saved();
    }
  }

  /** As {@link #requested}, by a task that has something to save when the answer is yes. */
  static boolean requestedToSave() {
    if (unsaved == null) {
      unsaved = new CountDownLatch(1);
    }
    return ending;
  }

  /** The task has nothing more to save, and need not be waited for. */
  static void saved() {
    CountDownLatch waited = unsaved;
    unsaved = null;
    if (waited != null) {
      waited.countDown();
    }
  }

  private static void end() {
    ending = true;
    CountDownLatch waited = unsaved;
    Runnable words = farewell;
    if (waited != null) {
      await(waited);
    } else if (words != null) {
      words.run();
    }
    AtomicFile.abandonAll();
  }

  private static void await(CountDownLatch waited) {
    try {
      if (!waited.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        LOG.log(System.Logger.Level.WARNING, "ended before everything was saved");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

package ai.stego.cli;

import ai.stego.tensor.io.AtomicFile;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * What happens on Ctrl-C and the like: a task that can stop in good order is asked to and waited
 * for; then files that are half written are deleted.
 */
final class Interruption {
  private static final int PATIENCE_SECONDS = 120;

  /** Whether it has come: what fails from now on fails because of that. */
  private static volatile boolean ending;

  /** Open while a task runs that wants to stop in good order. */
  private static volatile CountDownLatch task;

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
   * Runs a task that looks at {@link #requested} now and then, and stops when it says so. The
   * program does not end before the task does.
   */
  static <T> T patiently(Work<T> work) throws IOException {
    CountDownLatch done = new CountDownLatch(1);
    task = done;
    try {
      return work.run();
    } finally {
      done.countDown();
    }
  }

  private static void end() {
    ending = true;
    CountDownLatch running = task;
    if (running != null) {
      try {
        running.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    AtomicFile.abandonAll();
  }
}

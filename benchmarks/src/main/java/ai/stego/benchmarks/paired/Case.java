package ai.stego.benchmarks.paired;

import ai.stego.benchmarks.work.Inputs;
import ai.stego.benchmarks.work.Workload;
import java.io.IOException;
import java.util.Optional;

/**
 * A line of the table before it is measured.
 *
 * @param subject what it is about
 * @param beside the peer's name; empty for nobody
 * @param setup makes the work
 */
record Case(Line.Subject subject, String beside, Setup setup) {
  /** Makes the work; the scope of the inputs keeps what must be closed. */
  @FunctionalInterface
  interface Setup {
    Contest open(Inputs inputs) throws IOException;
  }

  /**
   * Our work and the peer's.
   *
   * @param ours what we do
   * @param peer the same by somebody else
   */
  record Contest(Workload ours, Optional<Runnable> peer) {
    static Contest alone(Workload ours) {
      return new Contest(ours, Optional.empty());
    }
  }

  /** A case without a peer. */
  static Case alone(String work, int threads, Goal goal, Alone setup) {
    Line.Subject subject = new Line.Subject(work, threads, goal);
    return new Case(subject, "", in -> Contest.alone(setup.open(in)));
  }

  /** Makes work that nobody else does in this process. */
  @FunctionalInterface
  interface Alone {
    Workload open(Inputs inputs) throws IOException;
  }

  /** What filters look at. */
  String label() {
    String threads = subject.threads() == 1 ? "1 thread" : subject.threads() + " threads";
    return subject.work() + ", " + threads + (beside.isEmpty() ? "" : ", " + beside);
  }
}

package ai.stego.benchmarks.gpu;

import ai.stego.benchmarks.work.Inputs;
import java.util.List;

/**
 * Something to be measured.
 *
 * @param name the same in every program that measures it
 * @param shape the extents in words; figures are compared only where they agree
 * @param everyPrecision whether the precision of matrix products matters to it
 * @param work what one run must do
 * @param setup makes its inputs
 */
record Case(String name, String shape, boolean everyPrecision, Work work, Setup setup) {
  /** Makes several sets of inputs and the runs that use them, one each. */
  @FunctionalInterface
  interface Setup {
    List<Runnable> open(Inputs inputs);
  }
}

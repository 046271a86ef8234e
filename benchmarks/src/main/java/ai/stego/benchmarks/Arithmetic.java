package ai.stego.benchmarks;

import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Counts the arithmetic of what ran: a second column, per second. */
@AuxCounters
@State(Scope.Thread)
public class Arithmetic {
  /** Billions of multiplications and additions; 0 where nobody counts them. */
  public double gigaflop;

  /** Starts anew with each iteration. */
  @Setup(Level.Iteration)
  public void reset() {
    gigaflop = 0;
  }
}

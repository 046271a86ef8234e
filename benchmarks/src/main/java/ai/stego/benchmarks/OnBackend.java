package ai.stego.benchmarks;

import ai.stego.benchmarks.work.Inputs;
import ai.stego.benchmarks.work.Workload;
import ai.stego.tensor.Backend;
import ai.stego.tensor.BackendOptions;
import ai.stego.tensor.Backends;
import ai.stego.tensor.Rng;
import ai.stego.tensor.Scope;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What all benchmarks share: a backend, a scope, random inputs, the annotations. A benchmark is a
 * subclass that makes its work; JMH calls {@link #run} of each. Scores are runs per second.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 4, time = 5)
@Measurement(iterations = 6, time = 5)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
@State(org.openjdk.jmh.annotations.Scope.Benchmark)
public abstract class OnBackend {
  /** Name of the backend: vector, scalar or cuda. */
  @Param("vector")
  public String backend;

  /** Threads; 0 for one per processor. */
  @Param({"0", "1"})
  public int threads;

  private Backend opened;
  private Scope scope;
  private Workload work;

  /**
   * Makes what is measured.
   *
   * @param in makes the inputs
   * @return the work
   * @throws IOException if a file is missing
   */
  abstract Workload workload(Inputs in) throws IOException;

  /**
   * Opens the backend and makes the work.
   *
   * @throws IOException if a file is missing
   */
  @Setup
  public void open() throws IOException {
    opened = Backends.open(backend, BackendOptions.DEFAULT.withThreads(threads));
    scope = opened.scope();
    work = workload(new Inputs(opened, scope, Rng.of(1)));
  }

  /** Frees everything. */
  @TearDown
  public void close() {
    scope.close();
    opened.close();
  }

  /**
   * Does the work once.
   *
   * @param arithmetic counts
   */
  @Benchmark
  public void run(Arithmetic arithmetic) {
    work.run().run();
    arithmetic.gigaflop += work.flops() * 1e-9;
  }
}

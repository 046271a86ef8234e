package ai.stego.tensor.cpu;

import ai.stego.tensor.ActivationOps;
import ai.stego.tensor.Backend;
import ai.stego.tensor.BackendOptions;
import ai.stego.tensor.ClusterOps;
import ai.stego.tensor.ImageOps;
import ai.stego.tensor.LatticeOps;
import ai.stego.tensor.LossOps;
import ai.stego.tensor.MatrixOps;
import ai.stego.tensor.OptimizerOps;
import ai.stego.tensor.Parallel;
import ai.stego.tensor.RowOps;
import ai.stego.tensor.Scope;
import ai.stego.tensor.TransformerOps;
import java.util.Optional;
import java.util.function.Function;

/** A backend on Java arrays: threads, memory, and one implementation of each operation family. */
public final class CpuBackend implements Backend {
  private static final long MOST_IDLE_BYTES = 1L << 30;

  /**
   * The operation families of a CPU backend.
   *
   * @param matrix matrix products and sums
   * @param transformer patch embedding, layer norm, attention
   * @param image resizing, sampling, mirroring
   * @param row normalisation, softmax, arg-max
   * @param cluster cosines and distances
   * @param activation nonlinear functions and channel factors
   * @param loss losses with their gradients
   * @param optimizer steps of optimisers
   * @param lattice loops of the dense CRF
   */
  public record Families(
      MatrixOps matrix,
      TransformerOps transformer,
      ImageOps image,
      RowOps row,
      ClusterOps cluster,
      ActivationOps activation,
      LossOps loss,
      OptimizerOps optimizer,
      LatticeOps lattice) {}

  private final String name;
  private final String detail;
  private final BackendOptions options;
  private final HostAllocator memory;
  private final ThreadPool threads;
  private final Families families;

  /**
   * Opens a backend.
   *
   * @param name the name by which it is asked for
   * @param detail what matters about it besides threads, such as {@code "256 bits"}
   * @param options how it is opened
   * @param families makes the operation families on the memory and threads they share
   */
  public CpuBackend(
      String name, String detail, BackendOptions options, Function<CpuContext, Families> families) {
    this.name = name;
    this.detail = detail;
    this.options = options.withThreads(options.threadsOrAll());
    long idle = idleLimit(Runtime.getRuntime().maxMemory());
    this.memory = new HostAllocator(idle, Boolean.getBoolean("stego.poison"));
    this.threads = new ThreadPool(this.options.threads());
    Families made = null;
    try {
      made = families.apply(new CpuContext(memory, threads));
    } finally {
      if (made == null) {
        close();
      }
    }
    this.families = made;
  }

  /** How many values to keep in idle arrays: 1 GiB of them, or a quarter of a smaller heap. */
  static long idleLimit(long heapBytes) {
    return Math.min(MOST_IDLE_BYTES, heapBytes / 4) / Float.BYTES;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String description() {
    int count = options.threads();
    return name + " (" + detail + ", " + count + (count == 1 ? " thread)" : " threads)");
  }

  @Override
  public BackendOptions options() {
    return options;
  }

  @Override
  public Scope scope() {
    return new Scope(memory);
  }

  @Override
  public Parallel parallel() {
    return threads;
  }

  @Override
  public MatrixOps matrix() {
    return families.matrix();
  }

  @Override
  public TransformerOps transformer() {
    return families.transformer();
  }

  @Override
  public ImageOps image() {
    return families.image();
  }

  @Override
  public RowOps row() {
    return families.row();
  }

  @Override
  public ClusterOps cluster() {
    return families.cluster();
  }

  @Override
  public ActivationOps activation() {
    return families.activation();
  }

  @Override
  public LossOps loss() {
    return families.loss();
  }

  @Override
  public OptimizerOps optimizer() {
    return families.optimizer();
  }

  @Override
  public Optional<LatticeOps> lattice() {
    return Optional.of(families.lattice());
  }

  @Override
  public void close() {
    threads.close();
    memory.close();
  }
}

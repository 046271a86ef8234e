package ai.stego.cuda;

import ai.stego.tensor.ActivationOps;
import ai.stego.tensor.Backend;
import ai.stego.tensor.BackendOptions;
import ai.stego.tensor.ClusterOps;
import ai.stego.tensor.ImageOps;
import ai.stego.tensor.LossOps;
import ai.stego.tensor.MatrixOps;
import ai.stego.tensor.MeanFieldOps;
import ai.stego.tensor.OptimizerOps;
import ai.stego.tensor.Parallel;
import ai.stego.tensor.RowOps;
import ai.stego.tensor.Scope;
import ai.stego.tensor.TransformerOps;
import ai.stego.tensor.cpu.ThreadPool;
import java.util.Optional;

/** A backend on one NVIDIA GPU: its memory, its kernels, and threads for work on the host. */
public final class CudaBackend implements Backend {
  /** The name by which it is asked for. */
  public static final String NAME = "cuda";

  private final BackendOptions options;
  private final ThreadPool threads;
  private final DeviceContext context;
  private final CudaMatrix matrix;
  private final CudaTransformer transformer;
  private final CudaImage image;
  private final CudaRows row;
  private final CudaClusters cluster;
  private final CudaActivations activation;
  private final CudaLosses loss;
  private final CudaOptimizers optimizer;
  private final CudaCrf crf;

  /**
   * Opens a backend.
   *
   * @param driver the device; closed with this backend
   * @param options precision, index of the device, threads for work on the host
   */
  CudaBackend(Driver driver, BackendOptions options) {
    long limit = MemoryLimit.bytes();
    this.options = options.withThreads(options.threadsOrAll());
    Transfers transfers = new Transfers(driver);
    DeviceAllocator memory =
        new DeviceAllocator(driver, transfers, NAME + ":" + options.device(), limit);
    this.context = new DeviceContext(driver, memory, transfers, options.precision());
    this.matrix = new CudaMatrix(context, driver.product(options.precision()));
    this.transformer = new CudaTransformer(context, matrix);
    this.image = new CudaImage(context);
    this.row = new CudaRows(context);
    this.cluster = new CudaClusters(context);
    this.activation = new CudaActivations(context);
    this.loss = new CudaLosses(context);
    this.optimizer = new CudaOptimizers(context);
    this.crf = new CudaCrf(context);
    // Last: were one of the others refused, nobody would stop the threads.
    this.threads = new ThreadPool(this.options.threads());
  }

  /** What its families share. */
  DeviceContext context() {
    return context;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String description() {
    DeviceProperties device = context.driver().properties();
    return "%s (%s, compute capability %d.%d, %s)"
        .formatted(
            context.memory().name(),
            device.name(),
            device.major(),
            device.minor(),
            options.precision());
  }

  @Override
  public BackendOptions options() {
    return options;
  }

  @Override
  public Scope scope() {
    return new Scope(context.memory());
  }

  @Override
  public Parallel parallel() {
    return threads;
  }

  @Override
  public MatrixOps matrix() {
    return matrix;
  }

  @Override
  public TransformerOps transformer() {
    return transformer;
  }

  @Override
  public ImageOps image() {
    return image;
  }

  @Override
  public RowOps row() {
    return row;
  }

  @Override
  public ClusterOps cluster() {
    return cluster;
  }

  @Override
  public ActivationOps activation() {
    return activation;
  }

  @Override
  public LossOps loss() {
    return loss;
  }

  @Override
  public OptimizerOps optimizer() {
    return optimizer;
  }

  @Override
  public Optional<MeanFieldOps> crf() {
    return Optional.of(crf);
  }

  @Override
  public void close() {
    threads.close();
    try {
      context.memory().close();
    } finally {
      context.driver().close();
    }
  }
}

package ai.stego.benchmarks;

import ai.stego.tensor.Backend;
import ai.stego.tensor.BackendOptions;
import ai.stego.tensor.Backends;
import ai.stego.tensor.Rng;
import ai.stego.tensor.Scope;
import ai.stego.tensor.Shape;
import ai.stego.tensor.Tensor;
import ai.stego.vit.UntrainedWeights;
import ai.stego.vit.VisionTransformer;
import ai.stego.vit.VitConfig;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Whole forward passes of ViT-S/8, one image; {@code gigaflop} is their arithmetic per second. */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 4, time = 5)
@Measurement(iterations = 6, time = 5)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
@State(org.openjdk.jmh.annotations.Scope.Benchmark)
public class VitForward {
  /** Name of the backend. */
  @Param({"vector", "scalar"})
  public String backend;

  /** Threads; 0 for one per processor. */
  @Param({"0", "1"})
  public int threads;

  /** Height and width in pixels. */
  @Param({"224", "320"})
  public int size;

  private final VitConfig config = VitConfig.small(8);
  private Backend opened;
  private Scope scope;
  private VisionTransformer model;
  private Tensor image;

  /** Counts the arithmetic of the passes that ran. */
  @AuxCounters
  @State(org.openjdk.jmh.annotations.Scope.Thread)
  public static class Arithmetic {
    /** Billions of multiplications and additions. */
    public double gigaflop;

    /** Starts anew with each iteration. */
    @Setup(Level.Iteration)
    public void reset() {
      gigaflop = 0;
    }
  }

  /** Loads the model. */
  @Setup
  public void open() {
    opened = Backends.open(backend, BackendOptions.DEFAULT.withThreads(threads));
    scope = opened.scope();
    model = VisionTransformer.load(opened, config, UntrainedWeights.of(config, "vits8:"), scope);
    Rng rng = Rng.of(1);
    float[] pixels = new float[3 * size * size];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (float) rng.nextGaussian();
    }
    image = scope.tensor(Shape.of(1, 3, size, size), pixels);
  }

  /** Frees the model. */
  @TearDown
  public void close() {
    scope.close();
    opened.close();
  }

  /**
   * One pass.
   *
   * @param arithmetic counts
   * @return the number of tokens, so that the pass is not optimised away
   */
  @Benchmark
  public int forward(Arithmetic arithmetic) {
    try (Scope pass = opened.scope()) {
      Tensor tokens = model.forward(image, pass);
      arithmetic.gigaflop += flops(config, tokens.shape().axis(1)) * 1e-9;
      return tokens.shape().axis(1);
    }
  }

  /** Two for each multiply-add of the products; the rest is below one in a hundred. */
  private static double flops(VitConfig config, int tokens) {
    double width = config.width();
    double linear = width * (4 * width + 2 * config.hidden());
    double attention = 2 * tokens * width;
    double patches = (double) config.channels() * config.patch() * config.patch() * width;
    return 2 * tokens * (config.depth() * (linear + attention) + patches);
  }
}

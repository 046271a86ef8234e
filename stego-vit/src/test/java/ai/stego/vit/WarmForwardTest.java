package ai.stego.vit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.stego.tensor.Backend;
import ai.stego.tensor.BackendOptions;
import ai.stego.tensor.Backends;
import ai.stego.tensor.Scope;
import ai.stego.tensor.Tensor;
import ai.stego.tensor.testing.OtherJvm;
import ai.stego.tensor.testing.Skip;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A warm forward pass of a whole ViT-S/8 at 224 px takes next to nothing from the heap, the pool's
 * threads counted as well. In another JVM, since a coverage agent's probes make C2 box vectors.
 */
class WarmForwardTest {
  private static final int PIXELS = 224;
  private static final long FEW_BYTES = 100 * 1024;
  private static final long PATIENCE_NANOSECONDS = 45_000_000_000L;

  /** What the other JVM runs: passes until one allocates little, or patience ends. */
  static final class Main {
    private Main() {}

    public static void main(String[] arguments) {
      VitConfig config = VitConfig.small(8);
      try (Backend backend = Backends.open("vector", BackendOptions.DEFAULT.withThreads(2));
          Scope scope = backend.scope()) {
        VisionTransformer model =
            VisionTransformer.load(backend, config, UntrainedWeights.of(config, "warm:"), scope);
        Tensor image = scope.tensor(1, 3, PIXELS, PIXELS);
        image.write(new float[(int) image.size()]);
        long least = leastBytes(() -> pass(model, image));
        System.out.println(least <= FEW_BYTES ? "warm" : "a warm pass allocates " + least);
      }
    }

    private static void pass(VisionTransformer model, Tensor image) {
      try (Scope scope = model.backend().scope()) {
        model.features(image, scope);
      }
    }

    private static long leastBytes(Runnable pass) {
      long start = System.nanoTime();
      long least = Long.MAX_VALUE;
      while (least > FEW_BYTES && System.nanoTime() - start < PATIENCE_NANOSECONDS) {
        long before = allocated();
        pass.run();
        least = Math.min(least, allocated() - before);
      }
      return least;
    }

    /** What the living threads have allocated so far. */
    private static long allocated() {
      var counter = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
      long[] bytes = counter.getThreadAllocatedBytes(counter.getAllThreadIds());
      return Arrays.stream(bytes).filter(count -> count > 0).sum();
    }
  }

  @Test
  void aWarmForwardPassAllocatesNextToNothing() throws IOException, InterruptedException {
    Skip.unless(
        ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent(),
        "the JVM runs without the Vector API module");
    String output = OtherJvm.run(Main.class, "-XX:+UseSerialGC");
    List<String> lines = output.lines().filter(line -> !line.startsWith("WARNING")).toList();
    assertEquals(List.of("warm"), lines);
  }
}

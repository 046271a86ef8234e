package ai.stego.tensor.cpu.vector;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.stego.tensor.Backend;
import ai.stego.tensor.BackendOptions;
import ai.stego.tensor.Backends;
import ai.stego.tensor.CorrespondenceForm;
import ai.stego.tensor.Epilogue;
import ai.stego.tensor.Interpolation;
import ai.stego.tensor.PackedWeight;
import ai.stego.tensor.Scope;
import ai.stego.tensor.Tensor;
import ai.stego.tensor.testing.OtherJvm;
import ai.stego.tensor.testing.Values;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Once compiled, kernels hold their vectors in registers. When C2 gives up on one, every vector
 * becomes an object: megabytes a call instead of a few small records, and several times the time.
 * The probes of a coverage agent are enough to make it give up, so this runs in another JVM.
 */
class WarmAllocationTest {
  private static final long FEW_BYTES = 64 * 1024;
  private static final long NEXT_TO_NOTHING = 1024;
  private static final long PATIENCE_NANOSECONDS = 40_000_000_000L;

  @BeforeAll
  static void needsTheModule() {
    VectorModule.assumePresent();
  }

  private interface Operation {
    void run(Backend backend, Scope scope, Values values, Runner runner);
  }

  private interface Runner {
    void untilWarm(Runnable call);
  }

  private static void check(Operation operation) {
    check(FEW_BYTES, operation);
  }

  private static void check(long limit, Operation operation) {
    BackendOptions oneThread = BackendOptions.DEFAULT.withThreads(1);
    try (Backend backend = Backends.open("vector", oneThread);
        Scope scope = backend.scope()) {
      operation.run(backend, scope, new Values("warm"), call -> untilWarm(limit, call));
    }
  }

  /** Calls until a call allocates little; compilation takes as long as the machine is busy. */
  private static void untilWarm(long limit, Runnable call) {
    var counter = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long thread = Thread.currentThread().getId();
    long start = System.nanoTime();
    long bytes;
    do {
      long before = counter.getThreadAllocatedBytes(thread);
      call.run();
      bytes = counter.getThreadAllocatedBytes(thread) - before;
    } while (bytes > limit && System.nanoTime() - start < PATIENCE_NANOSECONDS);
    System.out.println(bytes <= limit ? "warm" : "a warm call allocates " + bytes + " bytes");
  }

  private static void products() {
    check(
        (backend, scope, values, runner) -> {
          Tensor x = values.tensor(scope, 97, 385);
          PackedWeight weight =
              backend
                  .matrix()
                  .pack(values.tensor(scope, 390, 385), values.tensor(scope, 390), scope);
          Tensor out = scope.tensor(97, 390);
          runner.untilWarm(() -> backend.matrix().linear(x, weight, Epilogue.GELU, out));
        });
  }

  private static void attention() {
    check(
        (backend, scope, values, runner) -> {
          Tensor qkv = values.tensor(scope, 1, 301, 3 * 2 * 64);
          Tensor out = scope.tensor(1, 301, 2 * 64);
          runner.untilWarm(() -> backend.transformer().attention(qkv, 2, out));
        });
  }

  /** A forward pass makes eighty-odd calls: what one makes besides its work must be small. */
  private static void checks() {
    check(
        NEXT_TO_NOTHING,
        (backend, scope, values, runner) -> {
          Tensor x = values.tensor(scope, 1, 3, 24);
          Tensor gamma = values.tensor(scope, 24);
          Tensor out = scope.tensor(1, 3, 24);
          PackedWeight weight = backend.matrix().pack(values.tensor(scope, 24, 24), gamma, scope);
          runner.untilWarm(() -> backend.matrix().linear(x, weight, Epilogue.NONE, out));
          runner.untilWarm(() -> backend.transformer().layerNorm(x, gamma, gamma, 1e-6f, out));
          runner.untilWarm(() -> backend.matrix().weightedSum(1, x, 1, x, out));
        });
  }

  private static void rows() {
    check(
        (backend, scope, values, runner) -> {
          Tensor x = values.tensor(scope, 300, 390);
          Tensor gamma = values.tensor(scope, 390);
          Tensor out = scope.tensor(300, 390);
          runner.untilWarm(() -> backend.transformer().layerNorm(x, gamma, gamma, 1e-6f, out));
          runner.untilWarm(() -> backend.row().softmax(x, 1, out));
        });
  }

  private static void gradients() {
    check(
        (backend, scope, values, runner) -> {
          Tensor x = values.tensor(scope, 785, 70);
          Tensor y = values.tensor(scope, 785, 70);
          Tensor weight = scope.tensor(70, 70);
          Tensor out = values.tensor(scope, 785, 70);
          runner.untilWarm(
              () -> backend.matrix().product(x, true, y, false, Epilogue.NONE, weight));
          runner.untilWarm(() -> backend.activation().geluGradient(x, y, out));
          runner.untilWarm(() -> backend.row().normalizeGradient(x, y, out));
        });
  }

  private static void maps() {
    check(
        (backend, scope, values, runner) -> {
          Tensor map = values.tensor(scope, 2, 9, 11, 27);
          Tensor large = values.tensor(scope, 2, 72, 88, 27);
          runner.untilWarm(
              () -> backend.image().resizeGradient(large, Interpolation.BILINEAR, map));
        });
  }

  private static void losses() {
    check(
        (backend, scope, values, runner) -> {
          Tensor logits = values.tensor(scope, 3001, 27);
          Tensor gradient = scope.tensor(3001, 27);
          Tensor loss = scope.tensor(1);
          int[] labels = values.indices(3001, 27);
          runner.untilWarm(() -> backend.loss().crossEntropy(logits, labels, loss, gradient));
          Tensor f = values.tensor(scope, 2, 121, 70);
          Tensor s = scope.tensor(2, 121, 70);
          Tensor t = scope.tensor(2, 121, 70);
          Tensor statistics = scope.tensor(3);
          CorrespondenceForm form = new CorrespondenceForm(true, true, false, 0.1f);
          runner.untilWarm(() -> backend.loss().correspondence(f, f, f, f, form, statistics, s, t));
        });
  }

  /** What the other JVM runs: one line for each kernel. */
  static final class Main {
    private Main() {}

    public static void main(String[] arguments) {
      products();
      attention();
      rows();
      gradients();
      maps();
      losses();
      checks();
    }
  }

  @Test
  void warmKernelsMakeNoObjectsOfTheirVectors() throws IOException, InterruptedException {
    String output = OtherJvm.run(Main.class, "-XX:+UseSerialGC");
    List<String> lines = output.lines().filter(line -> !line.startsWith("WARNING")).toList();
    assertEquals(Collections.nCopies(13, "warm"), lines);
  }
}

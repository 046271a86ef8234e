package ai.stego.tensor.testing;

import ai.stego.tensor.Backend;
import ai.stego.tensor.BackendOptions;
import ai.stego.tensor.Backends;
import ai.stego.tensor.Epilogue;
import ai.stego.tensor.PackedWeight;
import ai.stego.tensor.Scope;
import ai.stego.tensor.Tensor;
import ai.stego.tensor.TransformerOps;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Times a whole ViT-S/8 forward pass, put together from the operations with random weights, and
 * each kind of operation in it. Arguments: backend, pixels a side, threads, passes.
 */
public final class ForwardTiming {
  private static final int WIDTH = 384;
  private static final int HEADS = 6;
  private static final int DEPTH = 12;
  private static final int PATCH = 8;
  private static final int WARM_UP = 8;

  private record Block(
      Tensor scale, PackedWeight qkv, PackedWeight projection, PackedWeight up, PackedWeight down) {
    static Block of(Backend backend, Scope scope, Values values) {
      return new Block(
          values.tensor(scope, WIDTH),
          weight(backend, scope, values, 3 * WIDTH, WIDTH),
          weight(backend, scope, values, WIDTH, WIDTH),
          weight(backend, scope, values, 4 * WIDTH, WIDTH),
          weight(backend, scope, values, WIDTH, 4 * WIDTH));
    }
  }

  private final Backend backend;
  private final int side;
  private final Map<String, Long> nanoseconds = new TreeMap<>();

  private ForwardTiming(Backend backend, int pixels) {
    this.backend = backend;
    this.side = pixels / PATCH;
  }

  private static PackedWeight weight(
      Backend backend, Scope scope, Values values, int outputs, int inputs) {
    Tensor weight = values.tensor(scope, outputs, inputs);
    backend.matrix().weightedSum(0.05f, weight, 0, weight, weight);
    return backend.matrix().pack(weight, values.tensor(scope, outputs), scope);
  }

  private void time(String name, Runnable operation) {
    long start = System.nanoTime();
    operation.run();
    nanoseconds.merge(name, System.nanoTime() - start, Long::sum);
  }

  private void pass(Tensor x, Block[] blocks, Scope scope) {
    int tokens = x.shape().axis(1);
    TransformerOps ops = backend.transformer();
    Tensor y = scope.tensor(1, tokens, WIDTH);
    Tensor qkv = scope.tensor(1, tokens, 3 * WIDTH);
    Tensor hidden = scope.tensor(1, tokens, 4 * WIDTH);
    for (Block b : blocks) {
      time("layer norm", () -> ops.layerNorm(x, b.scale, b.scale, 1e-6f, y));
      linear("qkv", y, b.qkv, Epilogue.NONE, qkv);
      time("attention", () -> ops.attention(qkv, HEADS, y));
      linear("projection", y, b.projection, Epilogue.ACCUMULATE, x);
      time("layer norm", () -> ops.layerNorm(x, b.scale, b.scale, 1e-6f, y));
      linear("up, GELU", y, b.up, Epilogue.GELU, hidden);
      linear("down", hidden, b.down, Epilogue.ACCUMULATE, x);
    }
  }

  private void linear(String name, Tensor x, PackedWeight weight, Epilogue epilogue, Tensor out) {
    time(name, () -> backend.matrix().linear(x, weight, epilogue, out));
  }

  private void run(int passes) {
    try (Scope weights = backend.scope()) {
      Values values = new Values("timing");
      Block[] blocks = new Block[DEPTH];
      Arrays.setAll(blocks, i -> Block.of(backend, weights, values));
      Tensor image = values.tensor(weights, 1, 3, side * PATCH, side * PATCH);
      PackedWeight patches = weight(backend, weights, values, WIDTH, 3 * PATCH * PATCH);
      Tensor first = values.tensor(weights, 1, WIDTH);
      Tensor places = values.tensor(weights, side * side, WIDTH);
      double[] milliseconds = new double[passes];
      for (int i = -WARM_UP; i < passes; i++) {
        if (i == 0) {
          nanoseconds.clear();
        }
        long start = System.nanoTime();
        try (Scope scope = backend.scope()) {
          Tensor x = scope.tensor(1, 1 + side * side, WIDTH);
          time(
              "embedding",
              () -> backend.transformer().patchEmbedding(image, PATCH, patches, first, places, x));
          pass(x, blocks, scope);
        }
        if (i >= 0) {
          milliseconds[i] = (System.nanoTime() - start) * 1e-6;
        }
      }
      report(milliseconds);
    }
  }

  private void report(double[] milliseconds) {
    Arrays.sort(milliseconds);
    int passes = milliseconds.length;
    System.out.printf(
        Locale.ROOT,
        "%s, JDK %s, %d px: least %.0f ms, median %.0f ms of %d passes%n",
        backend.description(),
        Runtime.version().feature(),
        side * PATCH,
        milliseconds[0],
        milliseconds[passes / 2],
        passes);
    nanoseconds.forEach(
        (name, sum) ->
            System.out.printf(Locale.ROOT, "  %-12s %6.1f ms a pass%n", name, sum * 1e-6 / passes));
  }

  /**
   * Runs it.
   *
   * @param arguments backend, pixels a side, threads, passes
   */
  public static void main(String[] arguments) {
    BackendOptions options = BackendOptions.DEFAULT.withThreads(Integer.parseInt(arguments[2]));
    try (Backend backend = Backends.open(arguments[0], options)) {
      new ForwardTiming(backend, Integer.parseInt(arguments[1]))
          .run(Integer.parseInt(arguments[3]));
    }
  }
}

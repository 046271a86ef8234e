package ai.stego.tensor.cpu.vector;

import static ai.stego.tensor.testing.Close.assertClose;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import ai.stego.tensor.Backend;
import ai.stego.tensor.BackendOptions;
import ai.stego.tensor.Backends;
import ai.stego.tensor.Epilogue;
import ai.stego.tensor.PackedWeight;
import ai.stego.tensor.Scope;
import ai.stego.tensor.Shape;
import ai.stego.tensor.Tensor;
import ai.stego.tensor.testing.Values;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Shapes that the table of all backends has no room for: empty ones, and edges of the blocks. */
class VectorShapesTest {
  @BeforeAll
  static void needsTheModule() {
    VectorModule.assumePresent();
  }

  private interface Operation {
    Tensor run(Backend backend, Scope scope);
  }

  private static void check(String what, double tolerance, Operation operation) {
    try (Backend scalar = Backends.open("scalar", BackendOptions.DEFAULT.withThreads(1));
        Backend vector = VectorModule.open();
        Scope first = scalar.scope();
        Scope second = vector.scope()) {
      float[] expected = operation.run(scalar, first).toArray();
      assertClose(what, expected, operation.run(vector, second).toArray(), tolerance, 1e-5);
    }
  }

  private static Tensor tensor(Scope scope, String seed, int... axes) {
    Shape shape = Shape.of(axes);
    return scope.tensor(shape, new Values(seed).array((int) shape.size()));
  }

  private static void linear(int m, int k, int n) {
    check(
        "linear " + m + " x " + k + " -> " + n,
        2e-5 * Math.sqrt(k + 1),
        (backend, scope) -> {
          Tensor out = scope.tensor(m, n);
          Tensor weight = tensor(scope, "weight", n, k);
          backend
              .matrix()
              .linear(
                  tensor(scope, "x", m, k),
                  backend.matrix().pack(weight, tensor(scope, "bias", n), scope),
                  Epilogue.NONE,
                  out);
          return out;
        });
  }

  @Test
  void productsOnTheEdgesOfBlocksAndChunks() {
    for (int k : new int[] {383, 384, 385, 767, 769}) {
      for (int m : new int[] {GemmBlock.ROWS - 1, GemmBlock.ROWS, GemmBlock.ROWS + 1}) {
        linear(m, k, 17);
      }
    }
    linear(5, 3, 385);
  }

  @Test
  void emptyProductsAreTheBias() {
    linear(5, 0, 3);
    linear(0, 4, 3);
    linear(4, 5, 0);
  }

  private static void attention(int tokens, int heads, int width) {
    check(
        "attention " + tokens + " x " + heads + " x " + width,
        2e-5,
        (backend, scope) -> {
          Tensor out = scope.tensor(1, tokens, heads * width);
          Tensor qkv = tensor(scope, "qkv", 1, tokens, 3 * heads * width);
          backend.transformer().attention(qkv, heads, out);
          return out;
        });
  }

  @Test
  void attentionOnTheEdgesOfBlocks() {
    int keys = VectorAttention.KEYS;
    for (int tokens : new int[] {31, 32, 33, keys - 1, keys, keys + 1, 2 * keys + 1}) {
      attention(tokens, 2, 7);
    }
  }

  @Test
  void headsWiderThanAChunk() {
    for (int width : new int[] {383, 384, 385, 769}) {
      attention(33, 1, width);
    }
  }

  @Test
  void emptyAttention() {
    attention(0, 2, 8);
  }

  @Test
  void largeScoresKeepTheirOrder() {
    // One key stands out by far in each query's view, in a later block of keys for some.
    check(
        "large scores",
        1e-4,
        (backend, scope) -> {
          Tensor qkv = tensor(scope, "qkv", 1, 700, 3 * 16);
          backend.matrix().weightedSum(6, qkv, 0, qkv, qkv);
          Tensor out = scope.tensor(1, 700, 16);
          backend.transformer().attention(qkv, 1, out);
          return out;
        });
  }

  @Test
  void attentionOfOneImageDoesNotDependOnItsNeighbours() {
    try (Backend backend = VectorModule.open();
        Scope scope = backend.scope()) {
      Tensor pair = tensor(scope, "pair", 2, 50, 3 * 24);
      Tensor both = scope.tensor(2, 50, 24);
      Tensor alone = scope.tensor(1, 50, 24);
      backend.transformer().attention(pair, 3, both);
      backend.transformer().attention(pair.range(1, 2), 3, alone);
      assertArrayEquals(both.range(1, 2).toArray(), alone.toArray());
    }
  }

  @Test
  void rowsOfAProductDoNotDependOnTheOthers() {
    try (Backend backend = VectorModule.open();
        Scope scope = backend.scope()) {
      PackedWeight weight =
          backend.matrix().pack(tensor(scope, "w", 27, 400), tensor(scope, "b", 27), scope);
      Tensor x = tensor(scope, "x", 53, 400);
      for (Epilogue epilogue : Epilogue.values()) {
        Tensor all = tensor(scope, "out", 53, 27);
        float[] before = all.toArray();
        backend.matrix().linear(x, weight, epilogue, all);
        for (int row = 0; row < 53; row++) {
          Tensor alone = scope.tensor(1, 27);
          alone.write(Arrays.copyOfRange(before, row * 27, (row + 1) * 27));
          backend.matrix().linear(x.range(row, row + 1), weight, epilogue, alone);
          assertArrayEquals(all.range(row, row + 1).toArray(), alone.toArray());
        }
      }
    }
  }

  @Test
  void layerNormFarFromZero() {
    check(
        "layer norm",
        2e-3,
        (backend, scope) -> {
          Tensor x = tensor(scope, "x", 9, 384);
          Tensor thousands = scope.tensor(9, 384);
          float[] values = new float[9 * 384];
          Arrays.fill(values, 1000);
          thousands.write(values);
          backend.matrix().weightedSum(1, x, 1, thousands, x);
          Tensor gamma = tensor(scope, "gamma", 384);
          backend.transformer().layerNorm(x, gamma, gamma, 1e-6f, x);
          return x;
        });
  }
}

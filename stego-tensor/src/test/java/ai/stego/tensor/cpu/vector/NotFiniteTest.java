package ai.stego.tensor.cpu.vector;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.stego.tensor.Backend;
import ai.stego.tensor.BackendOptions;
import ai.stego.tensor.Backends;
import ai.stego.tensor.Epilogue;
import ai.stego.tensor.Scope;
import ai.stego.tensor.Shape;
import ai.stego.tensor.Tensor;
import ai.stego.tensor.testing.Values;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** NaN and infinities come out where they come out of the scalar backend, and nowhere else. */
class NotFiniteTest {
  private static final float INFINITY = Float.POSITIVE_INFINITY;
  private static final List<Float> ODD_ONES = List.of(Float.NaN, INFINITY, -INFINITY);

  @BeforeAll
  static void needsTheModule() {
    VectorModule.assumePresent();
  }

  private interface Operation {
    float[] run(Backend backend, Scope scope, float[] x);
  }

  /** Puts each odd value at several places of x and compares the backends. */
  private static void check(int count, Operation operation) {
    for (float odd : ODD_ONES) {
      for (int place = 0; place < count; place += 1 + count / 9) {
        float[] x = new Values("not finite").array(count);
        x[place] = odd;
        compare(odd + " at " + place, operation, x);
      }
    }
  }

  private static void compare(String what, Operation operation, float[] x) {
    try (Backend scalar = Backends.open("scalar", BackendOptions.DEFAULT.withThreads(1));
        Backend vector = VectorModule.open();
        Scope first = scalar.scope();
        Scope second = vector.scope()) {
      float[] expected = operation.run(scalar, first, x);
      float[] actual = operation.run(vector, second, x);
      assertEquals(expected.length, actual.length);
      for (int i = 0; i < expected.length; i++) {
        String where = what + ", value " + i;
        if (Float.isFinite(expected[i])) {
          assertEquals(expected[i], actual[i], 1e-4f, where);
        } else {
          assertEquals(expected[i], actual[i], where);
        }
      }
    }
  }

  private static float[] attend(Backend backend, Scope scope, float[] x, int heads, int width) {
    int tokens = x.length / (3 * heads * width);
    Tensor out = scope.tensor(1, tokens, heads * width);
    Tensor qkv = scope.tensor(Shape.of(1, tokens, 3 * heads * width), x);
    backend.transformer().attention(qkv, heads, out);
    return out.toArray();
  }

  @Test
  void inAttention() {
    check(37 * 3 * 2 * 5, (backend, scope, x) -> attend(backend, scope, x, 2, 5));
  }

  @Test
  void inAttentionOverSeveralBlocksOfKeys() {
    check(600 * 3 * 3, (backend, scope, x) -> attend(backend, scope, x, 1, 3));
  }

  @Test
  void scoresOfMinusInfinityWeighNothing() {
    // Queries 1, keys -∞ but for the last: only the last value is seen, though it comes blocks
    // later.
    int tokens = 2 * VectorAttention.KEYS + 5;
    float[] x = new float[tokens * 3];
    for (int token = 0; token < tokens; token++) {
      x[3 * token] = 1;
      x[3 * token + 1] = token == tokens - 1 ? 2 : -INFINITY;
      x[3 * token + 2] = token;
    }
    compare("hidden keys", (backend, scope, y) -> attend(backend, scope, y, 1, 1), x);
  }

  @Test
  void inProducts() {
    for (Epilogue epilogue : Epilogue.values()) {
      check(
          6 * 19,
          (backend, scope, x) -> {
            Tensor weight = scope.tensor(Shape.of(21, 19), new Values("w").array(21 * 19));
            Tensor out = scope.tensor(Shape.of(6, 21), new Values("out").array(6 * 21));
            backend
                .matrix()
                .linear(
                    scope.tensor(Shape.of(6, 19), x),
                    backend.matrix().pack(weight, null, scope),
                    epilogue,
                    out);
            return out.toArray();
          });
    }
  }

  @Test
  void inSoftmaxAndItsLogarithm() {
    for (int width : new int[] {1, 5, 8, 27, 40}) {
      check(
          3 * width,
          (backend, scope, x) -> {
            Tensor rows = scope.tensor(Shape.of(3, width), x);
            backend.row().softmax(rows, 2, rows);
            return rows.toArray();
          });
      check(
          3 * width,
          (backend, scope, x) -> {
            Tensor rows = scope.tensor(Shape.of(3, width), x);
            backend.row().logSoftmax(rows, 2, rows);
            return rows.toArray();
          });
    }
  }

  @Test
  void inLayerNormAndNormalize() {
    check(
        3 * 27,
        (backend, scope, x) -> {
          Tensor rows = scope.tensor(Shape.of(3, 27), x);
          Tensor ones = scope.tensor(Shape.of(27), new Values("gamma").array(27));
          backend.transformer().layerNorm(rows, ones, ones, 1e-6f, rows);
          return rows.toArray();
        });
    check(
        3 * 27,
        (backend, scope, x) -> {
          Tensor rows = scope.tensor(Shape.of(3, 27), x);
          backend.row().normalize(rows, rows);
          return rows.toArray();
        });
  }

  @Test
  void aLayerNormOfRowsWhoseSquaresOverflowIsRight() {
    for (int width : new int[] {1, 7, 27, 384}) {
      compareLayerNorms(width, 0, 1e20f);
      compareLayerNorms(width, 1e20f, 1e20f);
      compareLayerNorms(width, 0, 1e37f);
    }
  }

  @Test
  void aLayerNormOfRowsFarFromZeroIsRight() {
    for (int width : new int[] {1, 7, 27, 384}) {
      compareLayerNorms(width, 1e4f, 1e-2f);
      compareLayerNorms(width, -100, 1);
      compareLayerNorms(width, 1e-12f, 1e-25f);
    }
  }

  private static void compareLayerNorms(int width, float mean, float deviation) {
    float[] x = new Values("far").array(3 * width);
    for (int i = 0; i < x.length; i++) {
      x[i] = mean + deviation * x[i];
    }
    compare(
        width + " values of " + mean + " ± " + deviation,
        (backend, scope, y) -> {
          Tensor rows = scope.tensor(Shape.of(3, width), y);
          Tensor gamma = scope.tensor(Shape.of(width), new Values("gamma").array(width));
          backend.transformer().layerNorm(rows, gamma, gamma, 1e-6f, rows);
          return rows.toArray();
        },
        x);
  }

  @Test
  void inCosinesAndDistances() {
    check(
        5 * 9,
        (backend, scope, x) -> {
          Tensor centroids = scope.tensor(Shape.of(11, 9), new Values("c").array(99));
          Tensor out = scope.tensor(5, 11);
          backend.cluster().cosine(scope.tensor(Shape.of(5, 9), x), centroids, out);
          return out.toArray();
        });
    check(5 * 9, (backend, scope, x) -> nearest(backend, scope, x, new Values("c").array(99), 9));
    check(11 * 9, (backend, scope, x) -> nearest(backend, scope, new Values("x").array(45), x, 9));
  }

  private static float[] nearest(
      Backend backend, Scope scope, float[] points, float[] centroids, int width) {
    int count = points.length / width;
    int[] labels = new int[count];
    float[] both = new float[2 * count];
    float[] distances = new float[count];
    backend
        .cluster()
        .nearest(
            scope.tensor(Shape.of(count, width), points),
            scope.tensor(Shape.of(centroids.length / width, width), centroids),
            labels,
            distances);
    for (int m = 0; m < count; m++) {
      both[m] = labels[m];
      both[count + m] = distances[m];
    }
    return both;
  }
}

package ai.stego.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.stego.tensor.testing.Close;
import ai.stego.tensor.testing.TestBackends;
import java.util.List;
import java.util.function.BiConsumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Examples worked out by hand, on every backend: what holds the scalar one, too, to the formula.
 */
class FormulaTest {
  private static final float LOG3 = (float) Math.log(3);

  static List<String> backends() {
    return TestBackends.names();
  }

  private static void on(String name, BiConsumer<Backend, Scope> example) {
    try (Backend backend = TestBackends.open(name);
        Scope scope = backend.scope()) {
      example.accept(backend, scope);
    }
  }

  private static void is(Tensor actual, float... expected) {
    Close.assertClose(actual.toString(), expected, actual.toArray(), 1e-6, 1e-6);
  }

  private static Tensor row(Scope scope, float... values) {
    return scope.tensor(Shape.of(1, values.length), values);
  }

  @ParameterizedTest
  @MethodSource("backends")
  void linear(String name) {
    on(
        name,
        (backend, scope) -> {
          Tensor x = scope.tensor(Shape.of(2, 2), new float[] {1, 2, 3, -4});
          Tensor w = scope.tensor(Shape.of(3, 2), new float[] {1, 0, 0, 1, 1, 1});
          Tensor bias = scope.tensor(Shape.of(3), new float[] {10, 20, -30});
          PackedWeight biased = backend.matrix().pack(w, bias, scope);
          Tensor out = scope.tensor(2, 3);
          backend.matrix().linear(x, backend.matrix().pack(w, null, scope), Epilogue.NONE, out);
          is(out, 1, 2, 3, 3, -4, -1);
          backend.matrix().linear(x, biased, Epilogue.NONE, out);
          is(out, 11, 22, -27, 13, 16, -31);
          backend.matrix().linear(x, biased, Epilogue.RELU, out);
          is(out, 11, 22, 0, 13, 16, 0);
          out.write(1, 1, 1, 2, 2, 2);
          backend.matrix().linear(x, biased, Epilogue.ACCUMULATE, out);
          is(out, 12, 23, -26, 15, 18, -29);
        });
  }

  /** GELU(x) = x·Φ(x), and GELU(-x) = GELU(x) - x; Φ from any table of the normal distribution. */
  @ParameterizedTest
  @MethodSource("backends")
  void linearWithGelu(String name) {
    on(
        name,
        (backend, scope) -> {
          double one = 0.84134475;
          double two = 2 * 0.97724987;
          Tensor w = scope.tensor(Shape.of(5, 1), new float[] {1, 2, 0, -1, -2});
          Tensor out = scope.tensor(1, 5);
          backend
              .matrix()
              .linear(row(scope, 1), backend.matrix().pack(w, null, scope), Epilogue.GELU, out);
          is(out, (float) one, (float) two, 0, (float) (one - 1), (float) (two - 2));
        });
  }

  @ParameterizedTest
  @MethodSource("backends")
  void weightedSumAndCopy(String name) {
    on(
        name,
        (backend, scope) -> {
          Tensor out = scope.tensor(1, 2);
          backend.matrix().weightedSum(2, row(scope, 1, 2), -1, row(scope, 10, 20), out);
          is(out, -8, -16);
          Tensor scalar = scope.tensor(Shape.of(), new float[] {3});
          backend.matrix().weightedSum(2, scalar, 4, scalar, scalar);
          is(scalar, 18);
          Tensor turned = scope.tensor(2, 1);
          backend.matrix().copy(row(scope, 5, 6), turned);
          is(turned, 5, 6);
        });
  }

  /** Mean 2, variance 1, and with epsilon 3 a deviation of 2. */
  @ParameterizedTest
  @MethodSource("backends")
  void layerNorm(String name) {
    on(
        name,
        (backend, scope) -> {
          Tensor gamma = scope.tensor(Shape.of(2), new float[] {2, 4});
          Tensor beta = scope.tensor(Shape.of(2), new float[] {10, 20});
          Tensor x = row(scope, 1, 3);
          backend.transformer().layerNorm(x, gamma, beta, 3, x);
          is(x, 9, 22);
        });
  }

  /**
   * Rows of q, q, k, k, v, v. Head 0 asks nothing; head 1 prefers token 0 by e^log 3 in token 0.
   */
  private static Tensor twoHeads(Scope scope) {
    float[] rows = {0, LOG3, 0, 1, 1, 8, 0, 0, 1, 0, 5, 4};
    return scope.tensor(Shape.of(1, 2, 6), rows);
  }

  @ParameterizedTest
  @MethodSource("backends")
  void attention(String name) {
    on(
        name,
        (backend, scope) -> {
          Tensor out = scope.tensor(1, 2, 2);
          backend.transformer().attention(twoHeads(scope), 2, out);
          is(out, 3, 7, 3, 6);
        });
  }

  @ParameterizedTest
  @MethodSource("backends")
  void attentionWeights(String name) {
    on(
        name,
        (backend, scope) -> {
          Tensor first = scope.tensor(1, 2, 1, 2);
          backend.transformer().attentionWeights(twoHeads(scope), 2, first);
          is(first, 0.5f, 0.5f, 0.75f, 0.25f);
          Tensor all = scope.tensor(1, 2, 2, 2);
          backend.transformer().attentionWeights(twoHeads(scope), 2, all);
          is(all, 0.5f, 0.5f, 0.5f, 0.5f, 0.75f, 0.25f, 0.5f, 0.5f);
        });
  }

  /** d = 4: scores are divided by 2. */
  @ParameterizedTest
  @MethodSource("backends")
  void attentionIsScaledByTheRootOfTheHeadsWidth(String name) {
    on(
        name,
        (backend, scope) -> {
          float[] rows = {
            0,
            0,
            2 * LOG3,
            0,
            0,
            0,
            0,
            0,
            1,
            0,
            0,
            4, // token 0
            0,
            0,
            0,
            0,
            0,
            0,
            1,
            0,
            5,
            8,
            0,
            8 // token 1
          };
          Tensor out = scope.tensor(1, 2, 4);
          backend.transformer().attention(scope.tensor(Shape.of(1, 2, 12), rows), 1, out);
          is(out, 4, 6, 0, 7, 3, 4, 0, 6);
        });
  }

  @ParameterizedTest
  @MethodSource("backends")
  void patchEmbeddingBehindTwoPrefixTokens(String name) {
    on(
        name,
        (backend, scope) -> {
          Tensor images = scope.tensor(Shape.of(1, 1, 2, 4), new float[] {1, 2, 3, 4, 5, 6, 7, 8});
          Tensor w = scope.tensor(Shape.of(2, 4), new float[] {1, 0, 0, 0, 0, 1, 10, 100});
          Tensor bias = scope.tensor(Shape.of(2), new float[] {0.5f, -2});
          Tensor prefix = scope.tensor(Shape.of(2, 2), new float[] {100, 101, 102, 103});
          Tensor positions = scope.tensor(Shape.of(2, 2), new float[] {10, 20, 30, 40});
          Tensor out = scope.tensor(1, 4, 2);
          backend
              .transformer()
              .patchEmbedding(
                  images, 2, backend.matrix().pack(w, bias, scope), prefix, positions, out);
          is(out, 100, 101, 102, 103, 11.5f, 670, 33.5f, 912);
        });
  }

  @ParameterizedTest
  @MethodSource("backends")
  void softmaxAndItsLogarithm(String name) {
    on(
        name,
        (backend, scope) -> {
          Tensor out = scope.tensor(1, 2);
          backend.row().softmax(row(scope, 0, LOG3), 1, out);
          is(out, 0.25f, 0.75f);
          backend.row().softmax(row(scope, LOG3, 0), 2, out);
          is(out, 0.9f, 0.1f);
          backend.row().softmax(row(scope, 1000, 1000), 1, out);
          is(out, 0.5f, 0.5f);
          backend.row().logSoftmax(row(scope, LOG3, 0), 2, out);
          is(out, (float) Math.log(0.9), (float) Math.log(0.1));
        });
  }

  @ParameterizedTest
  @MethodSource("backends")
  void normalizeAndAZeroRow(String name) {
    on(
        name,
        (backend, scope) -> {
          Tensor x = scope.tensor(Shape.of(2, 2), new float[] {3, 4, 0, 0});
          backend.row().normalize(x, x);
          is(x, 0.6f, 0.8f, 0, 0);
        });
  }

  @ParameterizedTest
  @MethodSource("backends")
  void argMaxWithTiesAndNaN(String name) {
    on(
        name,
        (backend, scope) -> {
          float nan = Float.NaN;
          float low = Float.NEGATIVE_INFINITY;
          float[] rows = {1, 5, 5, 1, nan, nan, low, low, low, -3, -2, -2.5f};
          int[] labels = new int[4];
          backend.row().argMax(scope.tensor(Shape.of(4, 3), rows), labels);
          assertArrayEquals(new int[] {1, 1, 0, 1}, labels);
        });
  }

  @ParameterizedTest
  @MethodSource("backends")
  void cosine(String name) {
    on(
        name,
        (backend, scope) -> {
          Tensor x = scope.tensor(Shape.of(3, 2), new float[] {3, 4, 0, 0, -1, 0});
          Tensor centroids = scope.tensor(Shape.of(2, 2), new float[] {1, 0, 0, 2});
          Tensor out = scope.tensor(3, 2);
          backend.cluster().cosine(x, centroids, out);
          is(out, 0.6f, 0.8f, 0, 0, -1, 0);
        });
  }

  @ParameterizedTest
  @MethodSource("backends")
  void nearestWithTies(String name) {
    on(
        name,
        (backend, scope) -> {
          Tensor points = scope.tensor(Shape.of(3, 2), new float[] {0, 0, 5, 0, -9, 0});
          Tensor centroids = scope.tensor(Shape.of(4, 2), new float[] {1, 0, -1, 0, 5, 1, -1, 0});
          int[] labels = new int[3];
          float[] distances = new float[3];
          backend.cluster().nearest(points, centroids, labels, distances);
          assertArrayEquals(new int[] {0, 2, 1}, labels);
          assertArrayEquals(new float[] {1, 1, 64}, distances);
        });
  }

  @ParameterizedTest
  @MethodSource("backends")
  void clusterSums(String name) {
    on(
        name,
        (backend, scope) -> {
          Tensor points = scope.tensor(Shape.of(3, 2), new float[] {1, 2, 3, 4, 5, 6});
          Tensor sums = scope.tensor(3, 2);
          long[] counts = {7, 7, 7};
          backend.cluster().clusterSums(points, new int[] {1, 0, 1}, sums, counts);
          is(sums, 3, 4, 6, 8, 0, 0);
          assertArrayEquals(new long[] {1, 2, 0}, counts);
        });
  }

  /** The farthest point of 0, 1, 2, 50 from 1 is 50; the mean of all is 13.25. */
  @ParameterizedTest
  @MethodSource("backends")
  void lloydMovesACentroidWithoutPointsToTheFarthestPoint(String name) {
    on(
        name,
        (backend, scope) -> {
          Tensor points = scope.tensor(Shape.of(1, 4, 1), new float[] {0, 1, 2, 50});
          Tensor centroids = scope.tensor(Shape.of(1, 2, 1), new float[] {1, 1000});
          int[] labels = new int[4];
          LloydResult one =
              backend.cluster().lloyd(points, centroids, new LloydForm(1, false), labels);
          is(centroids, 13.25f, 50);
          assertArrayEquals(new int[] {0, 0, 0, 1}, labels);
          assertArrayEquals(new int[] {1}, one.iterations());
          assertArrayEquals(
              new double[] {13.25 * 13.25 + 12.25 * 12.25 + 11.25 * 11.25}, one.inertia(), 1e-4);
        });
  }

  @ParameterizedTest
  @MethodSource("backends")
  void lloydStopsWhenNoLabelChangesEachProblemOnItsOwn(String name) {
    on(
        name,
        (backend, scope) -> {
          Tensor points = scope.tensor(Shape.of(2, 4, 1), new float[] {0, 2, 10, 12, 0, 1, 20, 30});
          Tensor centroids = scope.tensor(Shape.of(2, 2, 1), new float[] {1, 11, 0, 1});
          int[] labels = new int[8];
          LloydResult result =
              backend.cluster().lloyd(points, centroids, new LloydForm(9, false), labels);
          is(centroids, 1, 11, 0.5f, 25);
          assertArrayEquals(new int[] {0, 0, 1, 1, 0, 0, 1, 1}, labels);
          assertArrayEquals(new int[] {1, 2}, result.iterations());
          assertArrayEquals(new double[] {4, 50.5}, result.inertia(), 1e-6);
        });
  }

  @ParameterizedTest
  @MethodSource("backends")
  void lloydKeepsCentroidsAtLengthOne(String name) {
    on(
        name,
        (backend, scope) -> {
          Tensor points = scope.tensor(Shape.of(1, 2, 2), new float[] {6, 0, 0, 8});
          Tensor centroids = scope.tensor(Shape.of(1, 1, 2), new float[] {0, 1});
          backend.cluster().lloyd(points, centroids, new LloydForm(5, true), new int[2]);
          is(centroids, 0.6f, 0.8f);
        });
  }

  /** From 0 the squared distances are 0, 1, 16, 64: their total is 81. */
  @ParameterizedTest
  @MethodSource("backends")
  void seedDrawsBySquaredDistances(String name) {
    on(
        name,
        (backend, scope) -> {
          Tensor points = scope.tensor(Shape.of(1, 4, 1), new float[] {0, 1, 4, 8});
          Tensor centroids = scope.tensor(1, 2, 1);
          double[][] draws = {
            {0, 0}, {0.1, 0.9 / 81}, {0.2, 1.5 / 81}, {0, 17.5 / 81}, {0.24, 0.999}
          };
          float[] second = {1, 1, 4, 8, 8};
          for (int i = 0; i < second.length; i++) {
            backend.cluster().seed(points, draws[i], centroids);
            is(centroids, 0, second[i]);
          }
          backend.cluster().seed(points, new double[] {0.99, 0}, centroids);
          is(centroids, 8, 0);
        });
  }

  @ParameterizedTest
  @MethodSource("backends")
  void seedOfPointsThatAreAllAlikeAndOfSomeThatAreNotFinite(String name) {
    on(
        name,
        (backend, scope) -> {
          Tensor centroids = scope.tensor(2, 2, 1);
          Tensor alike = scope.tensor(Shape.of(2, 3, 1), new float[] {5, 5, 5, 7, 7, 7});
          backend.cluster().seed(alike, new double[] {0, 0.5, 0.5, 0}, centroids);
          is(centroids, 5, 5, 7, 7);
          for (float broken : new float[] {Float.NaN, Float.POSITIVE_INFINITY, 3e38f}) {
            alike.write(5, 5, 5, 7, 7, broken);
            assertThrows(
                InputException.class,
                () -> backend.cluster().seed(alike, new double[4], centroids));
          }
        });
  }

  @ParameterizedTest
  @MethodSource("backends")
  void mirrorResizeAndSample(String name) {
    on(
        name,
        (backend, scope) -> {
          Tensor mirrored = scope.tensor(1, 3, 2);
          Tensor x = scope.tensor(Shape.of(1, 3, 2), new float[] {1, 2, 3, 4, 5, 6});
          backend.image().mirror(x, mirrored);
          is(mirrored, 5, 6, 3, 4, 1, 2);
          Tensor map = scope.tensor(Shape.of(1, 1, 2, 1), new float[] {0, 4});
          Tensor wide = scope.tensor(1, 1, 4, 1);
          backend.image().resize(map, Interpolation.BILINEAR, wide);
          is(wide, 0, 1, 3, 4);
          Tensor places =
              scope.tensor(Shape.of(1, 1, 4, 2), new float[] {-1, 0, 0, 0, 0.5f, 1, 9, 0});
          backend.image().sample(map, places, wide);
          is(wide, 0, 2, 3, 4);
        });
  }
}

package ai.stego.segment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.stego.tensor.Backend;
import ai.stego.tensor.BackendOptions;
import ai.stego.tensor.Backends;
import ai.stego.tensor.InputException;
import ai.stego.tensor.Rng;
import ai.stego.tensor.Scope;
import ai.stego.tensor.Shape;
import ai.stego.tensor.Tensor;
import ai.stego.tensor.testing.TestBackends;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class KMeansTest {
  private static final KMeans EUCLIDEAN = new KMeans(3, KMeans.Metric.EUCLIDEAN, 100, 0);

  @ParameterizedTest
  @MethodSource("ai.stego.tensor.testing.TestBackends#names")
  void clustersThatLieApartAreFound(String name) {
    try (Backend backend = TestBackends.open(name);
        Scope scope = backend.scope()) {
      float[][] centres = {{10, 0, 0}, {0, 10, 0}, {0, 0, 10}};
      float[] values = around(centres, 70);
      KMeans.Result result = EUCLIDEAN.fit(backend, scope.tensor(Shape.of(210, 3), values), scope);
      for (int i = 0; i < 210; i++) {
        assertEquals(result.labels()[i / 70 * 70], result.labels()[i], "point " + i);
      }
      assertEquals(3, Arrays.stream(result.labels()).distinct().count());
      assertEquals(210 * 3 * 0.01, result.inertia(), 2);
    }
  }

  @ParameterizedTest
  @MethodSource("ai.stego.tensor.testing.TestBackends#names")
  void theCosineMetricLooksAtDirectionsOnly(String name) {
    try (Backend backend = TestBackends.open(name);
        Scope scope = backend.scope()) {
      float[] values = {1, 0, 100, 1, 0, 1, 1, 50, 0, -3, 0.1f, -7};
      KMeans.Result result =
          new KMeans(3, KMeans.Metric.COSINE, 50, 1)
              .fit(backend, scope.tensor(Shape.of(6, 2), values), scope);
      int[] labels = result.labels();
      assertEquals(labels[0], labels[1]);
      assertEquals(labels[2], labels[3]);
      assertEquals(labels[4], labels[5]);
      float[] first = result.centroids().range(0, 1).toArray();
      assertEquals(1, Math.hypot(first[0], first[1]), 1e-6);
    }
  }

  @Test
  void theSameSeedGivesTheSameResultOnAnyNumberOfThreads() {
    float[] values = around(new float[][] {{0, 0, 0}, {1, 1, 1}}, 400);
    float[] one = centroids(values, 1);
    assertArrayEquals(one, centroids(values, 3));
  }

  @Test
  void noClusterStaysEmpty() {
    try (Backend backend = TestBackends.open("scalar");
        Scope scope = backend.scope()) {
      float[] values = new float[20];
      Arrays.fill(values, 0, 18, 1);
      values[18] = 5;
      values[19] = 9;
      KMeans.Result result = EUCLIDEAN.fit(backend, scope.tensor(Shape.of(20, 1), values), scope);
      assertEquals(0, result.inertia(), 1e-9);
      assertTrue(result.iterations() <= 100);
    }
  }

  @Test
  void tooFewPointsAndPointsThatAreNotFiniteAreErrors() {
    try (Backend backend = TestBackends.open("scalar");
        Scope scope = backend.scope()) {
      Tensor two = scope.tensor(Shape.of(2, 1), new float[] {1, 2});
      assertThrows(InputException.class, () -> EUCLIDEAN.fit(backend, two, scope));
      Tensor broken = scope.tensor(Shape.of(4, 1), new float[] {1, Float.NaN, 2, 3});
      assertThrows(InputException.class, () -> EUCLIDEAN.fit(backend, broken, scope));
      assertThrows(InputException.class, () -> new KMeans(0, KMeans.Metric.COSINE, 1, 0));
    }
  }

  private static float[] centroids(float[] values, int threads) {
    try (Backend backend = Backends.open("auto", BackendOptions.DEFAULT.withThreads(threads));
        Scope scope = backend.scope()) {
      Tensor points = scope.tensor(Shape.of(values.length / 3, 3), values);
      return EUCLIDEAN.fit(backend, points, scope).centroids().toArray();
    }
  }

  /** Points around centres, deviation 0.1. */
  private static float[] around(float[][] centres, int each) {
    Rng rng = Rng.of(4);
    float[] values = new float[centres.length * each * 3];
    for (int i = 0; i < values.length; i++) {
      values[i] = centres[i / 3 / each][i % 3] + 0.1f * (float) rng.nextGaussian();
    }
    return values;
  }
}

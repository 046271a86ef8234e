package ai.stego.tensor.cpu.vector;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import ai.stego.tensor.Backend;
import ai.stego.tensor.BackendOptions;
import ai.stego.tensor.Backends;
import ai.stego.tensor.Scope;
import ai.stego.tensor.Shape;
import ai.stego.tensor.testing.Values;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The nearest centroid is the scalar backend's to the bit, whatever float32 scores say. */
class NearestTest {
  private static final int POINTS = 300;
  private static final int WIDTH = 37;
  private static final int CLUSTERS = 23;

  @BeforeAll
  static void needsTheModule() {
    VectorModule.assumePresent();
  }

  private static void check(float[] points, float[] centroids) {
    int[] expected = new int[POINTS];
    int[] actual = new int[POINTS];
    float[] expectedDistances = new float[POINTS];
    float[] actualDistances = new float[POINTS];
    try (Backend scalar = Backends.open("scalar", BackendOptions.DEFAULT.withThreads(1));
        Backend vector = VectorModule.open()) {
      run(scalar, points, centroids, expected, expectedDistances);
      run(vector, points, centroids, actual, actualDistances);
    }
    assertArrayEquals(expected, actual);
    assertArrayEquals(expectedDistances, actualDistances);
  }

  private static void run(
      Backend backend, float[] points, float[] centroids, int[] labels, float[] distances) {
    try (Scope scope = backend.scope()) {
      backend
          .cluster()
          .nearest(
              scope.tensor(Shape.of(POINTS, WIDTH), points),
              scope.tensor(Shape.of(CLUSTERS, WIDTH), centroids),
              labels,
              distances);
    }
  }

  private static float[] normal(String seed, int count, double scale, double offset) {
    float[] values = new Values(seed).array(count);
    for (int i = 0; i < count; i++) {
      values[i] = (float) (values[i] * scale + offset);
    }
    return values;
  }

  @Test
  void withCentroidsThatOccurTwice() {
    float[] centroids = normal("c", CLUSTERS * WIDTH, 1, 0);
    System.arraycopy(centroids, 2 * WIDTH, centroids, 9 * WIDTH, 12 * WIDTH);
    check(normal("x", POINTS * WIDTH, 1, 0), centroids);
  }

  @Test
  void withCentroidsThatDifferInTheLastPlace() {
    float[] centroids = new float[CLUSTERS * WIDTH];
    Arrays.fill(centroids, 0.3f);
    for (int k = 0; k < CLUSTERS; k++) {
      centroids[k * WIDTH + k] = Math.nextUp(0.3f);
    }
    check(normal("x", POINTS * WIDTH, 1, 0), centroids);
  }

  @Test
  void farFromTheOriginWhereScoresCancel() {
    check(normal("x", POINTS * WIDTH, 1, 1e4), normal("c", CLUSTERS * WIDTH, 1, 1e4));
  }

  @Test
  void onAGridFullOfExactTies() {
    float[] points = normal("x", POINTS * WIDTH, 1, 0);
    float[] centroids = normal("c", CLUSTERS * WIDTH, 1, 0);
    for (int i = 0; i < points.length; i++) {
      points[i] = Math.round(points[i]);
    }
    for (int i = 0; i < centroids.length; i++) {
      centroids[i] = Math.round(centroids[i]);
    }
    check(points, centroids);
  }

  @Test
  void withValuesSoSmallOrLargeThatProductsUnderflowOrOverflow() {
    for (double scale : new double[] {1e-38, 1e-23, 1e-19, 1e19, 1e22, 1e36}) {
      check(normal("x", POINTS * WIDTH, scale, 0), normal("c", CLUSTERS * WIDTH, scale, 0));
    }
  }
}

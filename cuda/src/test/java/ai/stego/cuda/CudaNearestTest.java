package ai.stego.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import ai.stego.tensor.Backend;
import ai.stego.tensor.BackendOptions;
import ai.stego.tensor.Backends;
import ai.stego.tensor.Scope;
import ai.stego.tensor.Shape;
import ai.stego.tensor.testing.Close;
import ai.stego.tensor.testing.Values;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The nearest centroid is the scalar backend's, whatever the scores of tensor cores say. */
class CudaNearestTest {
  private static final int POINTS = 70;
  private static final int WIDTH = 37;
  private static final int CLUSTERS = 23;
  private static final float NAN = Float.NaN;

  private static Backend scalar;
  private static Backend cuda;

  @BeforeAll
  static void open() {
    scalar = Backends.open("scalar", BackendOptions.DEFAULT);
    cuda = new CudaBackend(TestDevices.open(), BackendOptions.DEFAULT);
  }

  @AfterAll
  static void close() {
    scalar.close();
    cuda.close();
  }

  private record Found(int[] labels, float[] distances) {
    static Found on(Backend backend, float[] points, float[] centroids, int width) {
      Found found = new Found(new int[points.length / width], new float[points.length / width]);
      try (Scope scope = backend.scope()) {
        backend
            .cluster()
            .nearest(
                scope.tensor(Shape.of(points.length / width, width), points),
                scope.tensor(Shape.of(centroids.length / width, width), centroids),
                found.labels,
                found.distances);
      }
      return found;
    }
  }

  private static void check(float[] points, float[] centroids) {
    Found expected = Found.on(scalar, points, centroids, WIDTH);
    Found actual = Found.on(cuda, points, centroids, WIDTH);
    assertArrayEquals(expected.labels, actual.labels);
    for (int i = 0; i < POINTS; i++) {
      if (!Float.isFinite(expected.distances[i])) {
        assertArrayEquals(
            Arrays.copyOfRange(expected.distances, i, i + 1),
            Arrays.copyOfRange(actual.distances, i, i + 1));
        expected.distances[i] = 0;
        actual.distances[i] = 0;
      }
    }
    Close.assertClose("distances", expected.distances, actual.distances, 0, 1e-6);
  }

  private static float[] normal(String seed, int count, double scale, double offset) {
    float[] values = new Values(seed).array(count);
    for (int i = 0; i < count; i++) {
      values[i] = (float) (values[i] * scale + offset);
    }
    return values;
  }

  private static float[] points(double scale, double offset) {
    return normal("x", POINTS * WIDTH, scale, offset);
  }

  private static float[] centroids(double scale, double offset) {
    return normal("c", CLUSTERS * WIDTH, scale, offset);
  }

  @Test
  void withCentroidsThatOccurTwice() {
    float[] centroids = centroids(1, 0);
    System.arraycopy(centroids, 2 * WIDTH, centroids, 9 * WIDTH, 12 * WIDTH);
    check(points(1, 0), centroids);
  }

  @Test
  void withCentroidsThatDifferInTheLastPlace() {
    float[] centroids = new float[CLUSTERS * WIDTH];
    Arrays.fill(centroids, 0.3f);
    for (int k = 0; k < CLUSTERS; k++) {
      centroids[k * WIDTH + k] = Math.nextUp(0.3f);
    }
    check(points(1, 0), centroids);
  }

  @Test
  void farFromTheOriginWhereScoresCancel() {
    check(points(1, 1e4), centroids(1, 1e4));
  }

  @Test
  void onAGridFullOfExactTies() {
    float[] points = points(1, 0);
    float[] centroids = centroids(1, 0);
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
      check(points(scale, 0), centroids(scale, 0));
    }
  }

  @Test
  void withPointsAndCentroidsThatAreNotFinite() {
    for (float odd : new float[] {NAN, Float.POSITIVE_INFINITY, -3.4e38f}) {
      for (int k : new int[] {0, 7}) {
        float[] points = points(1, 0);
        float[] centroids = centroids(1, 0);
        points[11 * WIDTH + 3] = odd;
        check(points, centroids);
        centroids[k * WIDTH + 5] = odd;
        check(points, centroids);
      }
    }
  }

  @Test
  void ofOneCentroidAndOfNaNTheFirst() {
    float[] points = {1, 2, NAN};
    Found one = Found.on(cuda, points, new float[] {4}, 1);
    assertArrayEquals(new int[] {0, 0, 0}, one.labels);
    assertArrayEquals(new float[] {9, 4, NAN}, one.distances);
    Found first = Found.on(cuda, points, new float[] {NAN, 1}, 1);
    assertArrayEquals(new int[] {0, 0, 0}, first.labels);
    assertArrayEquals(new float[] {NAN, NAN, NAN}, first.distances);
    Found second = Found.on(cuda, points, new float[] {1, NAN}, 1);
    assertArrayEquals(new int[] {0, 0, 0}, second.labels);
    assertArrayEquals(new float[] {0, 1, NAN}, second.distances);
  }
}

package ai.stego.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.stego.tensor.testing.Close;
import ai.stego.tensor.testing.TestBackends;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Lloyd's iteration over more points than a range has, most of which move several times. */
class LloydTest {
  private static final int POINTS = 3000;
  private static final int WIDTH = 11;
  private static final int CLUSTERS = 9;
  private static final int ITERATIONS = 12;

  /** What came out. */
  private record Outcome(
      int[] labels, float[] centroids, double inertia, int iterations, float[] distances) {}

  static List<String> backends() {
    return TestBackends.names();
  }

  private static float[] cloud() {
    Rng rng = Rng.of(3);
    float[] values = new float[POINTS * WIDTH];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) rng.nextGaussian();
    }
    return values;
  }

  private static Outcome run(Backend backend, float[] points) {
    try (Scope scope = backend.scope()) {
      Tensor x = scope.tensor(Shape.of(1, POINTS, WIDTH), points);
      float[] start = Arrays.copyOf(points, CLUSTERS * WIDTH);
      Tensor centroids = scope.tensor(Shape.of(1, CLUSTERS, WIDTH), start);
      int[] labels = new int[POINTS];
      LloydForm form = new LloydForm(ITERATIONS, false);
      LloydResult result = backend.cluster().lloyd(x, centroids, form, labels);
      int[] nearest = new int[POINTS];
      float[] distances = new float[POINTS];
      Tensor ends = centroids.reshape(CLUSTERS, WIDTH);
      backend.cluster().nearest(x.reshape(POINTS, WIDTH), ends, nearest, distances);
      assertArrayEquals(nearest, labels, "labels are those of the centroids where they ended");
      return new Outcome(
          labels, centroids.toArray(), result.inertia()[0], result.iterations()[0], distances);
    }
  }

  /** Lloyd's algorithm as it is written in a book, in double. */
  private static double[] plainCentroids(float[] points) {
    double[] centroids = new double[CLUSTERS * WIDTH];
    Arrays.setAll(centroids, i -> points[i]);
    for (int iteration = 0; iteration < ITERATIONS; iteration++) {
      double[] sums = new double[centroids.length];
      int[] counts = new int[CLUSTERS];
      for (int m = 0; m < POINTS; m++) {
        int label = nearest(points, m, centroids);
        counts[label]++;
        for (int i = 0; i < WIDTH; i++) {
          sums[label * WIDTH + i] += points[m * WIDTH + i];
        }
      }
      for (int i = 0; i < sums.length; i++) {
        centroids[i] = (float) (sums[i] / counts[i / WIDTH]);
      }
    }
    return centroids;
  }

  private static int nearest(float[] points, int m, double[] centroids) {
    int best = 0;
    double least = Double.POSITIVE_INFINITY;
    for (int k = 0; k < CLUSTERS; k++) {
      double sum = 0;
      for (int i = 0; i < WIDTH; i++) {
        double difference = points[m * WIDTH + i] - centroids[k * WIDTH + i];
        sum += difference * difference;
      }
      if (sum < least) {
        least = sum;
        best = k;
      }
    }
    return best;
  }

  @ParameterizedTest
  @MethodSource("backends")
  void centroidsEndWhereAPlainLloydBringsThem(String name) {
    float[] points = cloud();
    double[] expected = plainCentroids(points);
    float[] rounded = new float[expected.length];
    for (int i = 0; i < rounded.length; i++) {
      rounded[i] = (float) expected[i];
    }
    try (Backend backend = TestBackends.open(name)) {
      Outcome found = run(backend, points);
      assertEquals(ITERATIONS, found.iterations(), "so that points still moved at the end");
      Close.assertClose("centroids", rounded, found.centroids(), 1e-6, 1e-6);
      double inertia = 0;
      for (float distance : found.distances()) {
        inertia += distance;
      }
      assertEquals(inertia, found.inertia(), 1e-6 * inertia);
    }
  }

  @Test
  void theNumberOfThreadsChangesNoBit() {
    float[] points = cloud();
    Outcome[] found = new Outcome[3];
    for (int i = 0; i < found.length; i++) {
      try (Backend backend = Backends.open("auto", BackendOptions.DEFAULT.withThreads(i + 1))) {
        found[i] = run(backend, points);
      }
      assertArrayEquals(found[0].labels(), found[i].labels());
      assertArrayEquals(found[0].centroids(), found[i].centroids());
      assertEquals(found[0].inertia(), found[i].inertia());
    }
  }

  @ParameterizedTest
  @MethodSource("backends")
  void onePointThatIsNotFiniteLeavesEveryLabelOneOfTheClusters(String name) {
    for (float odd : new float[] {Float.NaN, Float.POSITIVE_INFINITY, 3e38f}) {
      float[] points = cloud();
      points[1000 * WIDTH + 3] = odd;
      try (Backend backend = TestBackends.open(name)) {
        Outcome found = run(backend, points);
        assertTrue(
            Arrays.stream(found.labels()).allMatch(label -> label >= 0 && label < CLUSTERS),
            "with " + odd);
      }
    }
  }
}

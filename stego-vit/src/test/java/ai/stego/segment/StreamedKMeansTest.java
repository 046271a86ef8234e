package ai.stego.segment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.stego.tensor.Backend;
import ai.stego.tensor.InputException;
import ai.stego.tensor.Scope;
import ai.stego.tensor.Shape;
import ai.stego.tensor.Tensor;
import ai.stego.tensor.testing.Close;
import ai.stego.tensor.testing.TestBackends;
import ai.stego.tensor.testing.Values;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StreamedKMeansTest {
  private static final int COUNT = 151;
  private static final int WIDTH = 5;

  /** Points in an array, of which no more than a block may be asked for at once. */
  private static final class Points implements PointSource {
    private final float[] values;
    private final int block;
    private int reads;

    Points(float[] values, int block) {
      this.values = values;
      this.block = block;
    }

    @Override
    public int count() {
      return values.length / WIDTH;
    }

    @Override
    public int width() {
      return WIDTH;
    }

    @Override
    public void read(int from, Tensor out) {
      assertTrue(out.shape().axis(0) <= block, "rows asked for");
      reads += out.shape().axis(0);
      int end = (from + out.shape().axis(0)) * WIDTH;
      out.write(Arrays.copyOfRange(values, from * WIDTH, end));
    }
  }

  @ParameterizedTest
  @MethodSource("ai.stego.tensor.testing.TestBackends#names")
  void blocksOfAnySizeGiveTheResultOfAllPointsAtOnce(String name) {
    float[] values = new Values("points").array(COUNT * WIDTH);
    try (Backend backend = TestBackends.open(name);
        Scope scope = backend.scope()) {
      for (KMeans.Metric metric : KMeans.Metric.values()) {
        KMeans kMeans = new KMeans(4, metric, 50, 3);
        Tensor all = scope.tensor(Shape.of(COUNT, WIDTH), values);
        KMeans.Result whole = kMeans.fit(backend, all, scope);
        for (int block : new int[] {7, COUNT, 1000}) {
          KMeans.Result streamed =
              kMeans.fit(backend, new Points(values, Math.min(block, COUNT)), block, scope);
          assertArrayEquals(whole.labels(), streamed.labels());
          assertEquals(whole.iterations(), streamed.iterations());
          assertEquals(whole.inertia(), streamed.inertia(), 1e-5 * whole.inertia());
          Close.assertClose(
              metric + " " + block,
              whole.centroids().toArray(),
              streamed.centroids().toArray(),
              1e-5,
              1e-5);
        }
      }
    }
  }

  @Test
  void anIterationReadsEveryPointOnce() {
    Points points = new Points(new Values("points").array(COUNT * WIDTH), 10);
    try (Backend backend = TestBackends.open("scalar");
        Scope scope = backend.scope()) {
      KMeans.Result result =
          new KMeans(4, KMeans.Metric.EUCLIDEAN, 50, 3).fit(backend, points, 10, scope);
      assertEquals(COUNT * (4 + 1 + result.iterations()) + 4, points.reads);
    }
  }

  @Test
  void aClusterWithoutPointsStartsAgainAtTheFarthestPoint() {
    float[] values = new float[20 * WIDTH];
    Arrays.fill(values, 1);
    values[18 * WIDTH] = 5;
    values[19 * WIDTH] = 9;
    try (Backend backend = TestBackends.open("scalar");
        Scope scope = backend.scope()) {
      KMeans kMeans = new KMeans(3, KMeans.Metric.EUCLIDEAN, 100, 0);
      assertEquals(0, kMeans.fit(backend, new Points(values, 3), 3, scope).inertia(), 1e-9);
    }
  }

  @Test
  void tooFewPointsNoBlockAndPointsThatAreNotFiniteAreErrors() {
    float[] values = new Values("points").array(4 * WIDTH);
    try (Backend backend = TestBackends.open("scalar");
        Scope scope = backend.scope()) {
      KMeans kMeans = new KMeans(3, KMeans.Metric.EUCLIDEAN, 100, 0);
      Points two = new Points(Arrays.copyOf(values, 2 * WIDTH), 9);
      assertThrows(InputException.class, () -> kMeans.fit(backend, two, 9, scope));
      Points four = new Points(values, 9);
      assertThrows(InputException.class, () -> kMeans.fit(backend, four, 0, scope));
      values[7] = Float.POSITIVE_INFINITY;
      assertThrows(InputException.class, () -> kMeans.fit(backend, four, 9, scope));
    }
  }
}

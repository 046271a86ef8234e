package ai.stego.tensor.extent;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.stego.tensor.Backend;
import ai.stego.tensor.BackendOptions;
import ai.stego.tensor.Backends;
import ai.stego.tensor.InputException;
import ai.stego.tensor.LloydForm;
import ai.stego.tensor.Scope;
import ai.stego.tensor.ShapeException;
import ai.stego.tensor.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** What k-means and the largest products refuse. */
class ClusterExtentsTest {
  private final Backend backend = Backends.open("scalar", BackendOptions.DEFAULT.withThreads(1));
  private final Scope scope = backend.scope();

  @AfterEach
  void close() {
    scope.close();
    backend.close();
  }

  private static String refused(Executable check) {
    return assertThrows(ShapeException.class, check).getMessage();
  }

  @Test
  void lloydTakesProblemsOfOneSize() {
    Tensor points = scope.tensor(2, 5, 3);
    Tensor centroids = scope.tensor(2, 4, 3);
    LloydExtents e = LloydExtents.of(points, centroids, new int[10]);
    assertEquals(new LloydExtents(2, 5, 4, 3), e);
    refused(() -> LloydExtents.of(scope.tensor(5, 3), centroids, new int[10]));
    refused(() -> LloydExtents.of(points, scope.tensor(4, 3), new int[10]));
    refused(() -> LloydExtents.of(points, scope.tensor(1, 4, 3), new int[10]));
    refused(() -> LloydExtents.of(points, scope.tensor(2, 4, 2), new int[10]));
    refused(() -> LloydExtents.of(points, centroids, new int[9]));
    refused(() -> LloydExtents.of(points, points.range(0, 2), new int[10]));
  }

  @Test
  void thereAreAtLeastAsManyPointsAsCentroidsAndAtLeastOneCentroid() {
    Tensor points = scope.tensor(1, 5, 3);
    assertEquals(
        "lloyd: centroids: expected 1 to 5 of each problem, got 6",
        refused(() -> LloydExtents.of(points, scope.tensor(1, 6, 3), new int[5])));
    refused(() -> LloydExtents.of(points, scope.tensor(1, 0, 3), new int[5]));
    assertThrows(InputException.class, () -> new LloydForm(0, false));
  }

  @Test
  void drawsLieBetweenZeroAndOne() {
    Tensor points = scope.tensor(1, 5, 3);
    Tensor centroids = scope.tensor(1, 2, 3);
    assertDoesNotThrow(() -> LloydExtents.ofSeed(points, new double[] {0, 0.99}, centroids));
    refused(() -> LloydExtents.ofSeed(points, new double[3], centroids));
    for (double draw : new double[] {-1e-9, 1, Double.NaN}) {
      InputException e =
          assertThrows(
              InputException.class,
              () -> LloydExtents.ofSeed(points, new double[] {0, draw}, centroids));
      assertEquals("seed: draw 1: expected a number in [0,1), got " + draw, e.getMessage());
    }
  }

  @Test
  void theFirstDrawIsAPointWhateverItsRounding() {
    LloydExtents e = new LloydExtents(1, Integer.MAX_VALUE, 1, 1);
    assertEquals(0, e.firstDrawn(0));
    assertEquals(Integer.MAX_VALUE - 1, e.firstDrawn(Math.nextDown(1.0)));
    for (int i = 0; i < 1000; i++) {
      assertEquals(i, new LloydExtents(1, 1000, 1, 1).firstDrawn((i + 0.5) / 1000));
    }
  }

  @Test
  void topProductsStayWithinTheRows() {
    Tensor rows = scope.tensor(5, 3);
    assertEquals(new TopExtents(5, 3, 1, 4, 2), TopExtents.of(rows, 1, 4, 2, new int[6]));
    assertDoesNotThrow(() -> TopExtents.of(rows, 5, 5, 4, new int[0]));
    refused(() -> TopExtents.of(rows, 1, 4, 2, new int[5]));
    refused(() -> TopExtents.of(rows, 1, 6, 2, new int[10]));
    refused(() -> TopExtents.of(rows, -1, 4, 2, new int[10]));
    refused(() -> TopExtents.of(rows, 4, 3, 2, new int[0]));
    refused(() -> TopExtents.of(rows, 0, 5, 0, new int[0]));
    assertEquals(
        "topProducts: count: expected 1 to 4, got 5",
        refused(() -> TopExtents.of(rows, 0, 5, 5, new int[25])));
    refused(() -> TopExtents.of(scope.tensor(5), 0, 5, 1, new int[5]));
    refused(() -> TopExtents.of(scope.tensor(1, 3), 0, 1, 1, new int[1]));
    assertEquals(new TopExtents(5, 3, 0, 5, 2), TopExtents.ofAll(rows, 2, new int[10]));
    refused(() -> TopExtents.ofAll(rows, 2, new int[9]));
    refused(() -> TopExtents.ofAll(scope.tensor(5), 1, new int[5]));
  }
}

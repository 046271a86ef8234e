package ai.stego.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.stego.tensor.testing.TestBackends;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@link ClusterOps#topProducts} by hand, on every backend, and for all rows at once. */
class TopProductsTest {
  static List<String> backends() {
    return TestBackends.names();
  }

  /** Products of row 1 with the others: 2, 6, 2, NaN, -∞. */
  @ParameterizedTest
  @MethodSource("backends")
  void tiesNaNAndInfinity(String name) {
    try (Backend backend = TestBackends.open(name);
        Scope scope = backend.scope()) {
      float[] values = {1, 2, 3, 1, Float.NaN, Float.NEGATIVE_INFINITY};
      Tensor rows = scope.tensor(Shape.of(6, 1), values);
      int[] indices = new int[5];
      backend.cluster().topProducts(rows, 1, 2, 5, indices);
      assertArrayEquals(new int[] {2, 0, 3, -1, -1}, indices);
      int[] two = new int[4];
      backend.cluster().topProducts(rows, 2, 4, 2, two);
      assertArrayEquals(new int[] {1, 0, 2, 1}, two);
      int[] all = new int[12];
      backend.cluster().topProducts(rows, 2, all, done -> {});
      assertArrayEquals(new int[] {2, 1, 2, 0, 1, 0, 2, 1, -1, -1, -1, -1}, all);
    }
  }

  /** Small whole numbers, so that many products are equal; more rows than a block has. */
  @Test
  void ofAllRowsAreThoseOfEachRowOnAnyNumberOfThreads() {
    int count = 1100;
    float[] values = new float[count * 3];
    Rng rng = Rng.of(7);
    for (int i = 0; i < values.length; i++) {
      values[i] = rng.nextInt(5) - 2;
    }
    int[] expected = new int[count * 9];
    try (Backend backend = TestBackends.open("scalar");
        Scope scope = backend.scope()) {
      Tensor rows = scope.tensor(Shape.of(count, 3), values);
      backend.cluster().topProducts(rows, 0, count, 9, expected);
    }
    for (int threads = 1; threads <= 3; threads++) {
      try (Backend backend = Backends.open("auto", BackendOptions.DEFAULT.withThreads(threads));
          Scope scope = backend.scope()) {
        List<Integer> progress = new ArrayList<>();
        int[] found = new int[expected.length];
        Tensor rows = scope.tensor(Shape.of(count, 3), values);
        backend.cluster().topProducts(rows, 9, found, progress::add);
        assertArrayEquals(expected, found, threads + " threads");
        assertEquals(progress.stream().sorted().toList(), progress);
        assertEquals(count, progress.get(progress.size() - 1));
      }
    }
  }
}

package ai.stego.train.eval;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.stego.tensor.Rng;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class HungarianMatchingTest {

  static Stream<Arguments> sizes() {
    return Stream.of(
        Arguments.of(1, 1),
        Arguments.of(1, 4),
        Arguments.of(4, 1),
        Arguments.of(2, 2),
        Arguments.of(3, 3),
        Arguments.of(5, 3),
        Arguments.of(3, 5),
        Arguments.of(7, 4),
        Arguments.of(6, 6),
        Arguments.of(7, 7));
  }

  /** Few different values make ties, and many of them are 0. */
  @ParameterizedTest
  @MethodSource("sizes")
  void noOtherMatchingIsBetter(int clusters, int classes) {
    for (int seed = 0; seed < 60; seed++) {
      int range = new int[] {2, 5, 1000}[seed % 3];
      ConfusionMatrix matrix = random(clusters, classes, range, seed);
      HungarianMatching matching = HungarianMatching.of(matrix);
      assertEquals(
          best(matrix, 0, 0), matching.matched(), clusters + " x " + classes + ", " + seed);
      assertConsistent(matrix, matching);
    }
  }

  @Test
  void aPermutationIsFoundAmongManyClasses() {
    for (int size : new int[] {27, 70, 197}) {
      int[] order = Rng.of(size).permutation(size);
      ConfusionMatrix matrix = new ConfusionMatrix(size, size);
      for (int k = 0; k < size; k++) {
        add(matrix, order[k], k, 3);
        add(matrix, order[(k + 1) % size], k, 2);
      }
      assertArrayEquals(order, HungarianMatching.of(matrix).clusterOfClass());
    }
  }

  @Test
  void theGreedyChoiceIsGivenUpWhenTheWholeGains() {
    ConfusionMatrix matrix = new ConfusionMatrix(2, 2);
    add(matrix, 0, 0, 10);
    add(matrix, 0, 1, 9);
    add(matrix, 1, 0, 8);
    HungarianMatching matching = HungarianMatching.of(matrix);
    assertArrayEquals(new int[] {1, 0}, matching.classOfCluster());
    assertEquals(17, matching.matched());
  }

  @Test
  void clustersBeyondTheClassesStayUnmatched() {
    ConfusionMatrix matrix = new ConfusionMatrix(4, 2);
    add(matrix, 3, 0, 7);
    add(matrix, 1, 1, 5);
    add(matrix, 0, 0, 6);
    HungarianMatching matching = HungarianMatching.of(matrix);
    assertArrayEquals(new int[] {-1, 1, -1, 0}, matching.classOfCluster());
    assertArrayEquals(new int[] {3, 1}, matching.clusterOfClass());
  }

  @Test
  void classesBeyondTheClustersStayUnmatched() {
    ConfusionMatrix matrix = new ConfusionMatrix(2, 3);
    add(matrix, 0, 2, 7);
    add(matrix, 1, 0, 5);
    HungarianMatching matching = HungarianMatching.of(matrix);
    assertArrayEquals(new int[] {2, 0}, matching.classOfCluster());
    assertArrayEquals(new int[] {1, -1, 0}, matching.clusterOfClass());
  }

  @Test
  void emptyMatricesAreMatchedTheSameWayEachTime() {
    HungarianMatching first = HungarianMatching.of(new ConfusionMatrix(5, 3));
    HungarianMatching again = HungarianMatching.of(new ConfusionMatrix(5, 3));
    assertEquals(0, first.matched());
    assertArrayEquals(first.classOfCluster(), again.classOfCluster());
  }

  private static void assertConsistent(ConfusionMatrix matrix, HungarianMatching matching) {
    long sum = 0;
    int pairs = 0;
    for (int cluster = 0; cluster < matrix.predictions(); cluster++) {
      int k = matching.classOfCluster()[cluster];
      if (k != HungarianMatching.UNMATCHED) {
        assertEquals(cluster, matching.clusterOfClass()[k]);
        sum += matrix.count(cluster, k);
        pairs++;
      }
    }
    assertEquals(Math.min(matrix.predictions(), matrix.classes()), pairs);
    assertEquals(matching.matched(), sum);
    for (int k = 0; k < matrix.classes(); k++) {
      int cluster = matching.clusterOfClass()[k];
      assertTrue(cluster < 0 || matching.classOfCluster()[cluster] == k);
    }
  }

  /** Tries everything: cluster by cluster each class that is left, or none. */
  private static long best(ConfusionMatrix matrix, int cluster, int taken) {
    if (cluster == matrix.predictions()) {
      return 0;
    }
    long best = best(matrix, cluster + 1, taken);
    for (int k = 0; k < matrix.classes(); k++) {
      if ((taken >> k & 1) == 0) {
        long rest = best(matrix, cluster + 1, taken | 1 << k);
        best = Math.max(best, matrix.count(cluster, k) + rest);
      }
    }
    return best;
  }

  private static ConfusionMatrix random(int clusters, int classes, int range, int seed) {
    Rng rng = Rng.of(seed).split(clusters + " x " + classes);
    ConfusionMatrix matrix = new ConfusionMatrix(clusters, classes);
    for (int cluster = 0; cluster < clusters; cluster++) {
      for (int k = 0; k < classes; k++) {
        add(matrix, cluster, k, rng.nextInt(range));
      }
    }
    return matrix;
  }

  private static void add(ConfusionMatrix matrix, int cluster, int k, int count) {
    int[] predicted = new int[count];
    int[] actual = new int[count];
    Arrays.fill(predicted, cluster);
    Arrays.fill(actual, k);
    matrix.add(predicted, actual);
  }
}

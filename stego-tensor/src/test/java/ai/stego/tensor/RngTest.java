package ai.stego.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RngTest {
  @Test
  void equalSeedsGiveEqualNumbersAndSplitsDiffer() {
    assertEquals(Rng.of(7).nextLong(), Rng.of(7).nextLong());
    assertNotEquals(Rng.of(7).nextLong(), Rng.of(8).nextLong());
    assertNotEquals(Rng.of(7).split("a").nextLong(), Rng.of(7).split("b").nextLong());
  }

  @Test
  void aSplitDoesNotDependOnWhatWasDrawn() {
    Rng drawn = Rng.of(3);
    drawn.nextLong();
    assertEquals(Rng.of(3).split("kmeans").nextLong(), drawn.split("kmeans").nextLong());
  }

  @Test
  void theHashIsFnv1a() {
    assertEquals(0x238A67A1A9D161AFL, Rng.hash("vits8:cls_token"));
  }

  @Test
  void gaussiansHaveMeanZeroAndDeviationOne() {
    Rng rng = Rng.of(1);
    double[] draws = new double[100_000];
    Arrays.setAll(draws, i -> rng.nextGaussian());
    double mean = Arrays.stream(draws).average().orElseThrow();
    double square = Arrays.stream(draws).map(x -> x * x).average().orElseThrow();
    assertEquals(0, mean, 0.015);
    assertEquals(1, square, 0.02);
  }

  @Test
  void boundedDrawsAreUniformAndWithinBounds() {
    Rng rng = Rng.of(2);
    int[] counts = new int[7];
    for (int i = 0; i < 70_000; i++) {
      counts[rng.nextInt(7)]++;
    }
    for (int count : counts) {
      assertEquals(10_000, count, 400);
    }
    assertThrows(InputException.class, () -> rng.nextInt(0));
    assertTrue(rng.nextInt(Integer.MAX_VALUE) >= 0);
  }

  @Test
  void aPermutationHoldsEveryIndexOnce() {
    int[] order = Rng.of(5).permutation(197);
    int[] sorted = order.clone();
    Arrays.sort(sorted);
    assertArrayEquals(IntStream.range(0, 197).toArray(), sorted);
    assertNotEquals(0, Arrays.mismatch(order, IntStream.range(0, 197).toArray()) + 1);
  }
}

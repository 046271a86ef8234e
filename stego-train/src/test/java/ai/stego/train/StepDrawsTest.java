package ai.stego.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.stego.tensor.Rng;
import ai.stego.train.data.Neighbors;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StepDrawsTest {
  @ParameterizedTest
  @ValueSource(ints = {2, 3, 7, 16})
  void noImageIsItsOwnNegative(int batch) {
    for (int seed = 0; seed < 200; seed++) {
      StepDraws draws = StepDraws.of(Rng.of(seed), batch, 2, 3);
      for (int[] shuffle : draws.shuffles()) {
        for (int i = 0; i < batch; i++) {
          assertNotEquals(i, shuffle[i]);
          assertTrue(shuffle[i] >= 0 && shuffle[i] < batch);
        }
      }
    }
  }

  @Test
  void coordinatesFillTheSquare() {
    StepDraws draws = StepDraws.of(Rng.of(1), 16, 11, 5);
    assertEquals(16 * 11 * 11 * 2, draws.first().length);
    double mean = 0;
    double square = 0;
    for (float value : draws.first()) {
      assertTrue(value >= -1 && value < 1);
      mean += value / draws.first().length;
      square += value * value / draws.first().length;
    }
    assertEquals(0, mean, 0.03);
    assertEquals(1 / 3.0, square, 0.02);
    assertNotEquals(draws.first()[0], draws.second()[0]);
  }

  @Test
  void neighboursComeFromTheFirstRanksOrFromWhatThereIs() {
    Neighbors two = new Neighbors(3, 2, new int[] {1, 2, 0, 2, 0, 1});
    boolean[] seen = new boolean[3];
    for (int seed = 0; seed < 100; seed++) {
      seen[StepDraws.neighbors(Rng.of(seed), two, 7, new int[] {0})[0]] = true;
      assertEquals(1, StepDraws.neighbors(Rng.of(seed), two, 1, new int[] {0})[0]);
    }
    assertArrayEquals(new boolean[] {false, true, true}, seen);
  }

  @ParameterizedTest
  @CsvSource({"1, 2", "5, 2", "5, 5", "5, 16", "468, 16"})
  void everyImageHasItsTurn(int images, int batch) {
    BatchOrder order = new BatchOrder(3, images, batch);
    int[] turns = new int[images];
    int steps = images; // whole epochs: images · batch places
    for (long step = 0; step < steps; step++) {
      for (int image : order.images(step)) {
        turns[image]++;
      }
    }
    assertTrue(Arrays.stream(turns).allMatch(turn -> turn == batch), Arrays.toString(turns));
  }

  @Test
  void aStepTakesTheSameImagesWhateverCameBefore() {
    BatchOrder walked = new BatchOrder(3, 10, 4);
    for (long step = 0; step < 50; step++) {
      assertArrayEquals(new BatchOrder(3, 10, 4).images(step), walked.images(step));
    }
    assertArrayEquals(walked.images(2), new BatchOrder(3, 10, 4).images(2));
  }
}

package ai.stego.tensor.cpu.vector;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.stego.tensor.Rng;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ShortRowTest {
  @BeforeAll
  static void needsTheModule() {
    VectorModule.assumePresent();
  }

  /** On JDK 25 the sum of a vector's lanes changed by a bit once C2 had compiled the method. */
  @Test
  void aSumIsTheSameBitsBeforeAndAfterItIsCompiled() {
    int lanes = Lanes.COUNT;
    Rng rng = Rng.of(5);
    float[] x = new float[64 * lanes];
    for (int i = 0; i < x.length; i++) {
      x[i] = rng.nextFloat() - 0.3f;
    }
    for (int round = 0; round < 2000; round++) {
      for (int from = 0; from < x.length; from += lanes) {
        assertEquals(halved(x, from, lanes), ShortRow.sum(x, from, lanes), 0f, "round " + round);
      }
    }
  }

  /** Adds halves to each other until one value is left. */
  private static float halved(float[] x, int from, int count) {
    float[] sums = Arrays.copyOfRange(x, from, from + count);
    for (int half = count / 2; half > 0; half /= 2) {
      for (int i = 0; i < half; i++) {
        sums[i] += sums[i + half];
      }
    }
    return sums[0];
  }
}

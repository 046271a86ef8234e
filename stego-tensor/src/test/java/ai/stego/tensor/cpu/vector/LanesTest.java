package ai.stego.tensor.cpu.vector;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.stego.tensor.Rng;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class LanesTest {
  @BeforeAll
  static void needsTheModule() {
    VectorModule.assumePresent();
  }

  @Test
  void aProcessorThatPrefersMoreThan512BitsGets512() {
    assertEquals(512, VectorBackend.bits(null, 2048));
    assertEquals(512, VectorBackend.bits(null, 512));
    assertEquals(256, VectorBackend.bits(null, 256));
    assertEquals(64, VectorBackend.bits(null, 64));
  }

  @Test
  void lanesAreSummedByHalves() {
    Rng rng = Rng.of(5);
    for (int round = 0; round < 50; round++) {
      float[] lanes = new float[2 * Lanes.COUNT];
      for (int i = 0; i < lanes.length; i++) {
        lanes[i] = (float) rng.nextGaussian();
      }
      float actual = Reductions.sum(lanes, 0, lanes.length);
      for (int half = Lanes.COUNT; half > 0; half /= 2) {
        for (int i = 0; i < half; i++) {
          lanes[i] += lanes[i + half];
        }
      }
      assertEquals(lanes[0], actual);
    }
  }

  @Test
  void constantsMustHoldWholeTiles() {
    assertDoesNotThrow(() -> Lanes.requireWholeTiles("KEYS", VectorAttention.KEYS, 32));
    IllegalStateException e =
        assertThrows(
            IllegalStateException.class, () -> Lanes.requireWholeTiles("STRIDE", 384, 128 + 32));
    assertEquals("STRIDE: expected a multiple of 160 columns, got 384", e.getMessage());
  }
}

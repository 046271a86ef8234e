package ai.stego.segment.crf;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class ClassRowsTest {
  @Test
  void theFirstOfEqualClassesWins() {
    assertEquals(1, ClassRows.argMax(new float[] {9, 0, 4, 4, 1}, 1, 4));
  }
}

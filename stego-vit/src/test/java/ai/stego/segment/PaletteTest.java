package ai.stego.segment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.stego.tensor.InputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PaletteTest {
  /** In OKLab, where 0.02 is about the least difference that is noticed side by side. */
  @ParameterizedTest
  @CsvSource({"2, 0.35", "8, 0.25", "27, 0.13", "100, 0.07", "256, 0.045"})
  void keepsColoursApart(int classes, double leastDistance) {
    Palette palette = Palette.distinct(classes);
    for (int i = 0; i < classes; i++) {
      for (int j = 0; j < i; j++) {
        double distance = OkLab.of(palette.color(i)).distanceTo(OkLab.of(palette.color(j)));
        assertTrue(distance >= leastDistance, i + " and " + j + " are " + distance + " apart");
      }
    }
  }

  @Test
  void beginsLargerPalettesWithTheSmallerOnes() {
    Palette small = Palette.distinct(27);
    Palette large = Palette.distinct(100);
    for (int k = 0; k < 27; k++) {
      assertEquals(small.color(k), large.color(k));
    }
  }

  @Test
  void isTheSameEveryTime() {
    assertEquals(Palette.distinct(64), Palette.distinct(64));
  }

  @Test
  void reachesTheLargestNumberOfClasses() {
    assertEquals(Palette.MAX_SIZE, Palette.distinct(Palette.MAX_SIZE).size());
  }

  @Test
  void measuresKnownColoursInOkLab() {
    assertEquals(1, OkLab.of(0xFFFFFF).lightness(), 1e-6);
    assertEquals(0, OkLab.of(0x000000).lightness(), 1e-9);
    assertEquals(0, OkLab.of(0x808080).chroma(), 1e-6);
    // Red as the space's author gives it: L 0.628, a 0.225, b 0.126.
    OkLab red = OkLab.of(0xFF0000);
    assertEquals(0.628, red.lightness(), 5e-4);
    assertEquals(0.225, red.a(), 5e-4);
    assertEquals(0.126, red.b(), 5e-4);
  }

  @Test
  void keepsExplicitColours() {
    Palette palette = Palette.of(0x000000, 0x1F77B4);
    assertEquals(2, palette.size());
    assertEquals("#1f77b4", palette.hex(1));
    assertThrows(IndexOutOfBoundsException.class, () -> palette.color(2));
  }

  @Test
  void refusesWhatIsNoColourAndNoPalette() {
    assertThrows(InputException.class, () -> Palette.of(0x1000000));
    assertThrows(InputException.class, () -> Palette.of(-1));
    assertThrows(InputException.class, Palette::of);
    assertThrows(InputException.class, () -> Palette.distinct(0));
    assertThrows(InputException.class, () -> Palette.distinct(Palette.MAX_SIZE + 1));
  }
}

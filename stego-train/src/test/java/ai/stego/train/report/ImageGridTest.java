package ai.stego.train.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.stego.image.Rgb;
import ai.stego.tensor.ShapeException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ImageGridTest {
  private static Rgb grey(int height, int width, int level) {
    byte[] bytes = new byte[height * width * 3];
    Arrays.fill(bytes, (byte) level);
    return new Rgb(height, width, bytes);
  }

  @Test
  void picturesStandInRowsWithAGapBetween() {
    Rgb grid = ImageGrid.of(List.of(grey(4, 7, 1), grey(3, 5, 2), grey(1, 1, 3)), 2);
    assertEquals(4 + 2 + 4, grid.height());
    assertEquals(7 + 2 + 7, grid.width());
    assertEquals(1, grid.at(3, 6, 0));
    assertEquals(255, grid.at(3, 7, 0));
    assertEquals(2, grid.at(2, 13, 2));
    assertEquals(255, grid.at(3, 13, 2));
    assertEquals(3, grid.at(6, 0, 1));
  }

  @Test
  void aRowIsNoLongerThanThePictures() {
    assertEquals(7, ImageGrid.of(List.of(grey(4, 7, 1)), 5).width());
  }

  @Test
  void noPicturesAreRefused() {
    assertThrows(ShapeException.class, () -> ImageGrid.of(List.of(), 2));
  }
}

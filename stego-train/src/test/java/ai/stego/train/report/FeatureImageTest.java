package ai.stego.train.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.stego.image.Rgb;
import ai.stego.tensor.ShapeException;
import org.junit.jupiter.api.Test;

class FeatureImageTest {
  @Test
  void drawsEachPatchAsABlock() {
    float[] values = {0, 5, 9, 10, 0, 9};
    FeatureImage.Range range =
        new FeatureImage.Range(new float[] {0, 0, 9}, new float[] {10, 10, 9});
    Rgb image = FeatureImage.colors(values, 1, 2, 3, range);
    assertEquals(3, image.height());
    assertEquals(6, image.width());
    assertEquals(0, image.at(2, 2, 0));
    assertEquals(255, image.at(0, 3, 0));
    assertEquals(128, image.at(1, 0, 1));
    assertEquals(128, image.at(1, 5, 2), "a channel without extent is grey");
  }

  @Test
  void clipsWhatLiesOutsideTheRange() {
    float[] values = {-5, 15, 1};
    FeatureImage.Range range =
        new FeatureImage.Range(new float[] {0, 0, 0}, new float[] {10, 10, 2});
    Rgb image = FeatureImage.colors(values, 1, 1, 1, range);
    assertEquals(0, image.at(0, 0, 0));
    assertEquals(255, image.at(0, 0, 1));
  }

  @Test
  void leavesOutliersOutOfTheRange() {
    float[] values = new float[3 * 1000];
    for (int i = 0; i < 1000; i++) {
      values[3 * i] = i == 0 ? -1e6f : i == 999 ? 1e6f : i;
    }
    FeatureImage.Range range = FeatureImage.Range.of(values);
    assertEquals(10, range.low()[0]);
    assertEquals(989, range.high()[0]);
  }

  @Test
  void laysMapsSideBySide() {
    float[] maps = {0, 1, 0, 4, 7, 7};
    Rgb image = FeatureImage.grid(maps, 1, 2, 1);
    assertEquals(3, image.height());
    assertEquals(5, image.width());
    int[] first = {0, 255, 0, 0, 255};
    int[] last = {128, 128, 0, 0, 0};
    assertArrayEquals(first, row(image, 0));
    assertArrayEquals(last, row(image, 2), "a map without extent is grey");
  }

  private static int[] row(Rgb image, int y) {
    int[] row = new int[image.width()];
    for (int x = 0; x < row.length; x++) {
      row[x] = image.at(y, x, 1);
    }
    return row;
  }

  @Test
  void refusesTornMaps() {
    assertThrows(ShapeException.class, () -> FeatureImage.grid(new float[7], 1, 2, 1));
    FeatureImage.Range range = FeatureImage.Range.of(new float[3]);
    assertThrows(ShapeException.class, () -> FeatureImage.colors(new float[5], 1, 2, 1, range));
  }
}

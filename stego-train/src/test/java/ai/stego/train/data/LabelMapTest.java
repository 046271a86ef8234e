package ai.stego.train.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.stego.image.Geometry;
import ai.stego.image.Preprocess;
import ai.stego.image.Rgb;
import ai.stego.image.Size;
import ai.stego.tensor.ShapeException;
import org.junit.jupiter.api.Test;

/** Labels follow their photograph. */
class LabelMapTest {
  /** The photograph carries its own label in its pixels, so both must stay together. */
  @Test
  void labelsAreResizedAndCroppedAsTheNearestPixelsOfThePhotograph() {
    int[][] sizes = {{360, 480}, {7, 27}, {1, 1}, {224, 224}, {197, 70}, {1, 9}, {500, 3}};
    for (int[] size : sizes) {
      LabelMap labels = numbered(size[0], size[1]);
      Rgb photograph = coded(labels);
      Preprocess preprocess = Preprocess.reference(56);
      Rgb prepared = preprocess.prepare(photograph, 8).content();
      LabelMap kept = labels.prepared(preprocess.geometry(photograph, 8));
      assertEquals(56, kept.height());
      assertEquals(56, kept.width());
      for (int i = 0; i < kept.labels().length; i++) {
        assertEquals(code(prepared, i), kept.labels()[i], size[0] + " x " + size[1] + " at " + i);
      }
    }
  }

  @Test
  void anotherSizeThanThePhotographsIsRefused() {
    Geometry geometry = Preprocess.reference(8).geometry(new Size(5, 7), 8);
    assertThrows(ShapeException.class, () -> numbered(7, 5).prepared(geometry));
  }

  @Test
  void aCropOutsideIsRefused() {
    assertThrows(ShapeException.class, () -> numbered(5, 7).crop(1, 0, 5, 7));
    assertThrows(ShapeException.class, () -> numbered(5, 7).crop(0, -1, 1, 1));
    assertThrows(ShapeException.class, () -> numbered(5, 7).crop(0, 0, 0, 1));
  }

  private static LabelMap numbered(int height, int width) {
    int[] labels = new int[height * width];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = i;
    }
    return new LabelMap(height, width, labels);
  }

  private static Rgb coded(LabelMap labels) {
    byte[] bytes = new byte[labels.labels().length * 3];
    for (int i = 0; i < labels.labels().length; i++) {
      bytes[3 * i] = (byte) (i >> 16);
      bytes[3 * i + 1] = (byte) (i >> 8);
      bytes[3 * i + 2] = (byte) i;
    }
    return new Rgb(labels.height(), labels.width(), bytes);
  }

  private static int code(Rgb image, int pixel) {
    int y = pixel / image.width();
    int x = pixel % image.width();
    return image.at(y, x, 0) << 16 | image.at(y, x, 1) << 8 | image.at(y, x, 2);
  }
}

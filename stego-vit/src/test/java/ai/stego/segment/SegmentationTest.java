package ai.stego.segment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.stego.image.ImageWriter;
import ai.stego.image.Rgb;
import ai.stego.tensor.InputException;
import ai.stego.tensor.ShapeException;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SegmentationTest {
  /** 2 x 3: 0 0 2 above 0 2 2, of 4 classes. */
  private static Segmentation small() {
    return new Segmentation(2, 3, new int[] {0, 0, 2, 0, 2, 2}, 4);
  }

  private static Segmentation everyClass(int classes) {
    int width = 31;
    int height = classes / width + 2;
    int[] labels = new int[height * width];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = (int) (i * 7919L % classes);
    }
    return new Segmentation(height, width, labels, classes);
  }

  @Test
  void tellsLabelsSharesAndNames() {
    Segmentation mask = small();
    assertEquals(2, mask.label(0, 2));
    assertArrayEquals(new double[] {0.5, 0, 0.5, 0}, mask.shares());
    assertArrayEquals(new int[] {3, 0, 3, 0}, mask.pixelCounts());
    assertEquals("cluster 3", mask.name(3));
    assertEquals("sky", mask.withNames(List.of("sky", "b", "c", "d")).name(0));
    assertThrows(IndexOutOfBoundsException.class, () -> mask.label(0, 3));
  }

  @Test
  void isNotChangedThroughItsArrays() {
    int[] labels = {0, 1};
    Segmentation mask = new Segmentation(1, 2, labels, 2);
    labels[0] = 1;
    mask.labels()[1] = 0;
    mask.pixelCounts()[0] = 9;
    assertArrayEquals(new int[] {0, 1}, mask.labels());
    assertArrayEquals(new int[] {1, 1}, mask.pixelCounts());
  }

  @Test
  void carriesProbabilitiesOnRequest() {
    assertTrue(small().probabilities().isEmpty());
    float[] values = new float[2 * 3 * 4];
    assertSame(values, small().withProbabilities(values).probabilities().orElseThrow());
    assertThrows(ShapeException.class, () -> small().withProbabilities(new float[23]));
  }

  @Test
  void namesThePixelWhoseLabelIsOutOfRange() {
    InputException refused =
        assertThrows(InputException.class, () -> new Segmentation(2, 2, new int[] {0, 0, 0, 5}, 5));
    assertEquals(
        "segmentation: label 5 at row 1, column 1 is not within 0..4", refused.getMessage());
    assertThrows(InputException.class, () -> new Segmentation(1, 1, new int[] {-1}, 5));
  }

  @Test
  void refusesPartsThatDoNotFit() {
    assertThrows(ShapeException.class, () -> new Segmentation(2, 2, new int[3], 1));
    assertThrows(ShapeException.class, () -> new Segmentation(0, 2, new int[0], 1));
    assertThrows(InputException.class, () -> new Segmentation(1, 1, new int[1], 0));
    assertThrows(ShapeException.class, () -> small().withNames(List.of("a")));
    assertThrows(ShapeException.class, () -> small().withPalette(Palette.of(1, 2, 3)));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5, 27, 255, 256})
  void writesSmallLabelsAsPalettePngThatComesBackBitForBit(int classes, @TempDir Path folder)
      throws IOException {
    Segmentation mask = everyClass(classes);
    BufferedImage read = throughPng(mask, folder);
    IndexColorModel model = (IndexColorModel) read.getColorModel();
    for (int k = 0; k < classes; k++) {
      assertEquals(mask.palette().color(k), model.getRGB(k) & 0xFFFFFF);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {257, 1000, 65536})
  void writesLargeLabelsAsSixteenBitGreyThatComesBackBitForBit(int classes, @TempDir Path folder)
      throws IOException {
    BufferedImage read = throughPng(everyClass(classes), folder);
    assertEquals(DataBuffer.TYPE_USHORT, read.getRaster().getTransferType());
    assertEquals(1, read.getRaster().getNumBands());
  }

  @Test
  void keepsTheLabelsEvenWithAPaletteOfGreys(@TempDir Path folder) throws IOException {
    int[] greys = new int[256];
    for (int k = 0; k < greys.length; k++) {
      greys[k] = k * 0x010101;
    }
    throughPng(everyClass(256).withPalette(Palette.of(greys)), folder);
    throughPng(everyClass(2).withPalette(Palette.of(0x000000, 0xFFFFFF)), folder);
  }

  /** Writes the label image, reads it with nothing but the JDK, and requires the same labels. */
  private static BufferedImage throughPng(Segmentation mask, Path folder) throws IOException {
    Path file = folder.resolve("labels.png");
    ImageWriter.writePng(mask.toLabelImage(), file);
    BufferedImage read = ImageIO.read(file.toFile());
    int[] raw = read.getRaster().getSamples(0, 0, mask.width(), mask.height(), 0, (int[]) null);
    assertArrayEquals(mask.labels(), raw);
    return read;
  }

  @Test
  void blendsColoursInsideAndDrawsALineBetweenClasses() {
    Segmentation mask = small().withPalette(Palette.of(0xFF0000, 0, 0x0000FF, 0));
    Rgb photo = new Rgb(2, 3, new byte[18]);
    Rgb overlay = mask.toOverlay(photo, 0.5f);
    // (0,0) has its own class to the right and below.
    assertArrayEquals(new int[] {128, 0, 0}, pixel(overlay, 0, 0));
    // (0,1) borders on class 2: mostly white.
    assertArrayEquals(new int[] {230, 204, 204}, pixel(overlay, 0, 1));
    // (1,2) is the last pixel, nothing after it.
    assertArrayEquals(new int[] {0, 0, 128}, pixel(overlay, 1, 2));
    assertArrayEquals(new byte[18], photo.bytes());
  }

  @Test
  void showsThePhotographAloneWhereOpacityIsZeroAndOneClassIsThere() {
    Rgb photo = new Rgb(1, 2, new byte[] {1, 2, 3, (byte) 200, (byte) 255, 0});
    assertEquals(photo, new Segmentation(1, 2, new int[2], 3).toOverlay(photo, 0));
  }

  @Test
  void refusesAnOverlayThatDoesNotFit() {
    Rgb photo = new Rgb(3, 2, new byte[18]);
    assertThrows(ShapeException.class, () -> small().toOverlay(photo, 0.5f));
    Rgb right = new Rgb(2, 3, new byte[18]);
    assertThrows(InputException.class, () -> small().toOverlay(right, Float.NaN));
    assertThrows(InputException.class, () -> small().toOverlay(right, 1.5f));
  }

  @Test
  void tellsJsonWithTheLargestClassFirst() {
    Segmentation mask =
        new Segmentation(1, 4, new int[] {2, 0, 2, 2}, 3)
            .withNames(List.of("a \"quoted\" name", "absent", "sky"))
            .withPalette(Palette.of(0x0000FF, 0, 0x00FF00));
    assertEquals(
        "{\"width\":4,\"height\":1,\"classCount\":3,\"classes\":["
            + "{\"class\":2,\"name\":\"sky\",\"color\":\"#00ff00\",\"pixels\":3,\"share\":0.75},"
            + "{\"class\":0,\"name\":\"a \\\"quoted\\\" name\",\"color\":\"#0000ff\","
            + "\"pixels\":1,\"share\":0.25}]}",
        mask.toJson());
  }

  private static int[] pixel(Rgb image, int y, int x) {
    return new int[] {image.at(y, x, 0), image.at(y, x, 1), image.at(y, x, 2)};
  }
}

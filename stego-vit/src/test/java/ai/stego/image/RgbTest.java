package ai.stego.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.stego.tensor.ShapeException;
import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.WritableRaster;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RgbTest {
  private static int[] pixel(BufferedImage image) {
    Rgb rgb = Rgb.of(image);
    return new int[] {rgb.at(0, 0, 0), rgb.at(0, 0, 1), rgb.at(0, 0, 2)};
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        BufferedImage.TYPE_INT_RGB,
        BufferedImage.TYPE_INT_BGR,
        BufferedImage.TYPE_3BYTE_BGR,
        BufferedImage.TYPE_INT_ARGB,
        BufferedImage.TYPE_INT_ARGB_PRE,
        BufferedImage.TYPE_4BYTE_ABGR
      })
  void keepsTheColourOfOpaquePixelsInEveryLayout(int type) {
    BufferedImage image = new BufferedImage(1, 1, type);
    image.setRGB(0, 0, 0xFF0A64C8);
    assertArrayEquals(new int[] {10, 100, 200}, pixel(image));
  }

  @Test
  void laysTransparentPixelsOverWhite() {
    BufferedImage image = new BufferedImage(1, 1, BufferedImage.TYPE_INT_ARGB);
    image.setRGB(0, 0, 0x660A64C8); // 40 % opaque
    assertArrayEquals(new int[] {157, 193, 233}, pixel(image));
  }

  @Test
  void makesWhollyTransparentPixelsWhite() {
    BufferedImage image = new BufferedImage(1, 1, BufferedImage.TYPE_4BYTE_ABGR);
    image.setRGB(0, 0, 0x00000000);
    assertArrayEquals(new int[] {255, 255, 255}, pixel(image));
  }

  @Test
  void takesGreyAsItIsAndDoesNotBrightenIt() {
    BufferedImage image = new BufferedImage(1, 1, BufferedImage.TYPE_BYTE_GRAY);
    image.getRaster().setSample(0, 0, 0, 100);
    assertArrayEquals(new int[] {100, 100, 100}, pixel(image));
  }

  @Test
  void roundsSixteenBitGreyToEightBits() {
    BufferedImage image = new BufferedImage(1, 1, BufferedImage.TYPE_USHORT_GRAY);
    image.getRaster().setSample(0, 0, 0, 100 * 257 + 128);
    assertArrayEquals(new int[] {100, 100, 100}, pixel(image));
  }

  @Test
  void laysTransparentGreyOverWhite() {
    ComponentColorModel model =
        new ComponentColorModel(
            ColorSpace.getInstance(ColorSpace.CS_GRAY),
            true,
            false,
            Transparency.TRANSLUCENT,
            DataBuffer.TYPE_BYTE);
    WritableRaster raster = model.createCompatibleWritableRaster(1, 1);
    raster.setPixel(0, 0, new int[] {100, 102});
    BufferedImage image = new BufferedImage(model, raster, false, null);
    assertArrayEquals(new int[] {193, 193, 193}, pixel(image));
  }

  @Test
  void readsSixteenBitColour() {
    ComponentColorModel model =
        new ComponentColorModel(
            ColorSpace.getInstance(ColorSpace.CS_sRGB),
            false,
            false,
            Transparency.OPAQUE,
            DataBuffer.TYPE_USHORT);
    WritableRaster raster = model.createCompatibleWritableRaster(1, 1);
    raster.setPixel(0, 0, new int[] {10 * 257, 100 * 257, 200 * 257});
    assertArrayEquals(
        new int[] {10, 100, 200}, pixel(new BufferedImage(model, raster, false, null)));
  }

  @Test
  void readsPalettesWithATransparentColour() {
    byte[] red = {10, 0};
    byte[] green = {100, 0};
    byte[] blue = {(byte) 200, 0};
    IndexColorModel model = new IndexColorModel(1, 2, red, green, blue, 1);
    BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_BYTE_BINARY, model);
    image.getRaster().setSample(1, 0, 0, 1);
    assertArrayEquals(new int[] {10, 100, 200}, pixel(image));
    assertEquals(255, Rgb.of(image).at(0, 1, 0));
  }

  @Test
  void convertsAnotherColourSpaceToSrgb() {
    ComponentColorModel model =
        new ComponentColorModel(
            ColorSpace.getInstance(ColorSpace.CS_LINEAR_RGB),
            false,
            false,
            Transparency.OPAQUE,
            DataBuffer.TYPE_BYTE);
    WritableRaster raster = model.createCompatibleWritableRaster(1, 1);
    raster.setPixel(0, 0, new int[] {55, 55, 55}); // 0.2157 linear is 0.502 in sRGB
    int[] actual = pixel(new BufferedImage(model, raster, false, null));
    for (int value : actual) {
      assertTrue(Math.abs(value - 128) <= 2, "converted to " + value);
    }
  }

  @Test
  void readsASubimageFromItsOwnCorner() {
    BufferedImage whole = TestImages.gradient().toBufferedImage();
    Rgb part = Rgb.of(whole.getSubimage(3, 5, 7, 2));
    assertEquals(TestImages.gradient().crop(5, 3, 2, 7), part);
  }

  @Test
  void comesBackFromABufferedImage() {
    Rgb image = TestImages.gradient();
    assertEquals(image, Rgb.of(image.toBufferedImage()));
  }

  @Test
  void mirrorsColumnsAndTwiceIsNothing() {
    Rgb image = TestImages.gradient();
    assertEquals(image.at(4, 0, 0), image.mirrored().at(4, TestImages.WIDTH - 1, 0));
    assertEquals(image, image.mirrored().mirrored());
  }

  @Test
  void refusesACropThatLeavesTheImage() {
    Rgb image = TestImages.gradient();
    assertThrows(ShapeException.class, () -> image.crop(0, 1, TestImages.HEIGHT, TestImages.WIDTH));
    assertThrows(ShapeException.class, () -> image.crop(-1, 0, 1, 1));
    assertThrows(ShapeException.class, () -> image.crop(0, 0, 0, 1));
    assertThrows(ShapeException.class, () -> image.crop(Integer.MAX_VALUE, 0, 1, 1));
  }

  @Test
  void refusesBytesThatDoNotFitAndPixelsThatAreNotThere() {
    assertThrows(ShapeException.class, () -> new Rgb(2, 2, new byte[11]));
    assertThrows(ShapeException.class, () -> new Rgb(0, 2, new byte[0]));
    assertThrows(
        IndexOutOfBoundsException.class, () -> TestImages.gradient().at(0, TestImages.WIDTH, 0));
  }
}

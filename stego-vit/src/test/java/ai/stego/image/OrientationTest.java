package ai.stego.image;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OrientationTest {
  /** 32 x 16 stored pixels: a red and a green block above a blue and a white one. */
  private static byte[] quadrants() throws IOException {
    byte[] bytes = new byte[16 * 32 * 3];
    int[] colors = {0xFF0000, 0x00FF00, 0x0000FF, 0xFFFFFF};
    for (int y = 0; y < 16; y++) {
      for (int x = 0; x < 32; x++) {
        int color = colors[y / 8 * 2 + x / 16];
        for (int c = 0; c < 3; c++) {
          bytes[(y * 32 + x) * 3 + c] = (byte) (color >> (16 - 8 * c));
        }
      }
    }
    return TestImages.encode(new Rgb(16, 32, bytes).toBufferedImage(), "jpg");
  }

  private static char letter(Rgb image, int y, int x) {
    boolean red = image.at(y, x, 0) > 128;
    boolean green = image.at(y, x, 1) > 128;
    boolean blue = image.at(y, x, 2) > 128;
    return red && green && blue ? 'W' : red ? 'R' : green ? 'G' : blue ? 'B' : '?';
  }

  /** The corners' colours: top left, top right, bottom left, bottom right. */
  private static String corners(Rgb image) {
    int bottom = image.height() - 3;
    int right = image.width() - 3;
    return new String(
        new char[] {
          letter(image, 2, 2),
          letter(image, 2, right),
          letter(image, bottom, 2),
          letter(image, bottom, right)
        });
  }

  // The table in the EXIF standard: which side of the scene stored row 0 and column 0 are.
  @ParameterizedTest
  @CsvSource({
    "1, 32 x 16, RGBW",
    "2, 32 x 16, GRWB",
    "3, 32 x 16, WBGR",
    "4, 32 x 16, BWRG",
    "5, 16 x 32, RBGW",
    "6, 16 x 32, BRWG",
    "7, 16 x 32, WGBR",
    "8, 16 x 32, GWRB"
  })
  void turnsEveryOrientationUpright(int orientation, String size, String expected)
      throws IOException {
    for (boolean bigEndian : new boolean[] {false, true}) {
      byte[] jpeg = TestImages.withOrientation(quadrants(), orientation, bigEndian);
      Rgb image = new ImageReader().read(jpeg, "orientation " + orientation);
      assertEquals("Rgb " + size, image.toString());
      assertEquals(expected, corners(image));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 9, 255})
  void ignoresOrientationsThatDoNotExist(int orientation) throws IOException {
    byte[] jpeg = TestImages.withOrientation(quadrants(), orientation, false);
    assertEquals("RGBW", corners(new ImageReader().read(jpeg, "nonsense")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"oriented.png", "oriented.tif", "oriented.webp"})
  void appliesTheOrientationOfOtherFormatsToo(String name) throws IOException {
    Rgb expected = Orientation.upright(TestImages.gradient(), 6);
    assertEquals(expected, TestImages.readStored(name));
  }

  @Test
  void readsAnImageWhoseExifIsBroken() throws IOException {
    byte[] jpeg = TestImages.withOrientation(quadrants(), 6, false);
    Arrays.fill(jpeg, 12, 38, (byte) 0xF3);
    assertEquals("RGBW", corners(new ImageReader().read(jpeg, "broken EXIF")));
  }

  @ParameterizedTest
  @CsvSource({"2, 2", "3, 3", "4, 4", "5, 5", "6, 8", "7, 7", "8, 6"})
  void isUndoneByItsInverse(int orientation, int inverse) {
    Rgb image = TestImages.gradient();
    assertEquals(image, Orientation.upright(Orientation.upright(image, orientation), inverse));
  }
}

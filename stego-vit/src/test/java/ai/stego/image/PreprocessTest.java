package ai.stego.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.stego.image.Preprocess.Crop;
import ai.stego.image.Preprocess.Filter;
import ai.stego.tensor.InputException;
import ai.stego.tensor.io.TensorFile;
import ai.stego.tensor.testing.Close;
import ai.stego.tensor.testing.Golden;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PreprocessTest {
  private static Rgb photo(int index) throws IOException {
    return new ImageReader().read(Golden.path(index == 0 ? "photo0.png" : "photo3.png"));
  }

  @ParameterizedTest
  @CsvSource({"0, 224", "0, 320", "1, 224", "1, 320"})
  void givesTheReferencesPixelsAndValues(int index, int size) throws IOException {
    try (TensorFile golden = Golden.open("preprocess.safetensors")) {
      PreparedImage prepared = Preprocess.reference(size).prepare(photo(index), 8);
      String name = index + "." + size + ".";
      assertArrayEquals(bytes(golden.values(name + "rgb")), prepared.content().bytes());
      float[] every4th = everyFourth(prepared.values(), size);
      Close.assertClose(name, golden.values(name + "normalized"), every4th, 0, 0);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void givesPillowsBilinearPixels(int index) throws IOException {
    try (TensorFile golden = Golden.open("preprocess.safetensors")) {
      PreparedImage prepared =
          new Preprocess(224, Crop.CENTER, Filter.BILINEAR).prepare(photo(index), 8);
      byte[] expected = bytes(golden.values(index + ".224.rgb_bilinear_antialias"));
      assertArrayEquals(expected, prepared.content().bytes());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 16, 40})
  void enlargesAndReducesSmallImagesAsPillowDoes(int size) throws IOException {
    Rgb wide = TestImages.gradient();
    Rgb tall = Orientation.upright(wide, 8); // a quarter turn to the left, as ROTATE_90
    assertEquals(
        TestImages.readStored("nearest-" + size + ".png"),
        new Preprocess(size, Crop.CENTER, Filter.NEAREST).prepare(wide, 8).content());
    assertEquals(
        TestImages.readStored("bilinear-" + size + ".png"),
        new Preprocess(size, Crop.CENTER, Filter.BILINEAR).prepare(wide, 8).content());
    assertEquals(
        TestImages.readStored("bilinear-tall-" + size + ".png"),
        new Preprocess(size, Crop.CENTER, Filter.BILINEAR).prepare(tall, 8).content());
  }

  @Test
  void keepsTheWholeImageAndPadsItToWholePatches() {
    // 23 x 17 to a shorter side of 20: the longer is 27.06.
    PreparedImage prepared = Preprocess.wholeImage(20).prepare(TestImages.gradient(), 8);
    Geometry geometry = prepared.geometry();
    assertEquals(new Size(20, 27), geometry.content());
    assertEquals(new Size(24, 32), geometry.padded());
    assertEquals(3 * 24 * 32, prepared.values().length);
    assertEquals(24, prepared.height());
    assertEquals(32, prepared.width());
  }

  @Test
  void repeatsTheBorderInThePadding() {
    PreparedImage prepared = Preprocess.wholeImage(20).prepare(TestImages.gradient(), 8);
    for (int c = 0; c < 3; c++) {
      for (int y = 0; y < 24; y++) {
        for (int x = 0; x < 32; x++) {
          float expected = value(prepared, c, Math.min(y, 19), Math.min(x, 26));
          assertEquals(expected, value(prepared, c, y, x));
        }
      }
    }
  }

  @Test
  void normalisesWithImageNetsFigures() {
    Rgb pixel = new Rgb(1, 1, new byte[] {(byte) 255, 0, (byte) 128});
    float[] values = Preprocess.wholeImage(1).prepare(pixel, 1).values();
    float[] expected = {(1 - 0.485f) / 0.229f, -0.456f / 0.224f, (128 / 255f - 0.406f) / 0.225f};
    Close.assertClose("normalised", expected, values, 1e-6, 0);
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "1, 7", "7, 1", "27, 70", "197, 13", "64, 64"})
  void preparesRaggedSizes(int height, int width) {
    Rgb image = new Rgb(height, width, new byte[height * width * 3]);
    for (Filter filter : Filter.values()) {
      for (int patch : new int[] {1, 8, 14}) {
        PreparedImage whole = new Preprocess(29, Crop.NONE, filter).prepare(image, patch);
        assertEquals(0, whole.height() % patch);
        assertEquals(0, whole.width() % patch);
        assertEquals(29, Math.min(whole.content().height(), whole.content().width()));
        PreparedImage square = new Preprocess(56, Crop.CENTER, filter).prepare(image, patch);
        assertEquals(new Size(56, 56), square.geometry().padded());
      }
    }
  }

  @Test
  void mapsPreparedPixelsBackToTheOriginal() {
    Rgb image = new Rgb(300, 451, new byte[300 * 451 * 3]);
    Geometry cropped = Preprocess.reference(224).geometry(image, 8);
    assertEquals(new Size(224, 336), cropped.resized());
    assertEquals(56, cropped.left());
    // The middle of the square is the middle of the photograph, but for the rounding of sizes.
    assertEquals(149.5, cropped.originalRow(111.5), 1e-9);
    assertEquals(225, cropped.originalColumn(111.5), 1);
    assertEquals(17.25, cropped.preparedRow(cropped.originalRow(17.25)), 1e-9);
    assertEquals(200, cropped.preparedColumn(cropped.originalColumn(200)), 1e-9);
  }

  @Test
  void scalesPatchMapsBackToTheOriginal() {
    Rgb image = new Rgb(300, 451, new byte[300 * 451 * 3]);
    Geometry whole = Preprocess.wholeImage(320).geometry(image, 8);
    assertEquals(new Size(320, 481), whole.content());
    assertEquals(new Size(320, 488), whole.padded());
    // One patch is 8 resized pixels, and a resized pixel is 300/320 original ones.
    assertEquals(8 * 300 / 320.0, whole.rowScale(40), 1e-12);
    assertEquals(8 * 451 / 481.0, whole.columnScale(61), 1e-12);
  }

  @Test
  void refusesASquareThatIsNoMultipleOfThePatch() {
    InputException refused =
        assertThrows(
            InputException.class,
            () -> Preprocess.reference(224).prepare(TestImages.gradient(), 14 * 3));
    assertEquals(
        "preprocess: the size 224 is not a multiple of the patch 42", refused.getMessage());
  }

  @Test
  void refusesAPhotographThatWouldBecomeTooLong() {
    Rgb line = new Rgb(1, 100_000, new byte[300_000]);
    InputException refused =
        assertThrows(InputException.class, () -> Preprocess.wholeImage(320).prepare(line, 8));
    assertTrue(refused.getMessage().contains("32000000 x 320"), refused.getMessage());
    assertEquals(320, Preprocess.reference(320).prepare(line, 8).width());
  }

  @ParameterizedTest
  @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 4097})
  void refusesSizesAndPatchesOutOfRange(int value) {
    assertThrows(InputException.class, () -> Preprocess.reference(value));
    assertThrows(
        InputException.class,
        () -> Preprocess.wholeImage(32).prepare(TestImages.gradient(), value));
  }

  private static float value(PreparedImage prepared, int c, int y, int x) {
    return prepared.values()[(c * prepared.height() + y) * prepared.width() + x];
  }

  private static byte[] bytes(float[] values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (int) values[i];
    }
    return bytes;
  }

  private static float[] everyFourth(float[] planar, int size) {
    int few = size / 4;
    float[] out = new float[3 * few * few];
    for (int i = 0; i < out.length; i++) {
      int x = i % few * 4;
      int y = i / few % few * 4;
      out[i] = planar[(i / (few * few) * size + y) * size + x];
    }
    return out;
  }
}

package ai.stego.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.stego.tensor.testing.Skip;
import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.WritableRaster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageFormatsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "lossless.webp",
        "animated.webp",
        "plain.bmp",
        "lzw.tif",
        "deflate.tif",
        "two-pages.tif"
      })
  void readsLosslessFilesExactly(String name) throws IOException {
    assertEquals(TestImages.gradient(), TestImages.readStored(name));
  }

  @ParameterizedTest
  @CsvSource({
    "cmyk.jpg, 6",
    "progressive.jpg, 6",
    "subsampled.jpg, 24",
    "jpeg.tif, 6",
    "lossy.webp, 48"
  })
  void readsLossyFilesClosely(String name, int tolerance) throws IOException {
    TestImages.assertAlike(TestImages.gradient(), TestImages.readStored(name), tolerance);
  }

  @ParameterizedTest
  @ValueSource(strings = {"palette.png", "palette.bmp"})
  void readsPaletteFiles(String name) throws IOException {
    TestImages.assertAlike(TestImages.gradient(), TestImages.readStored(name), 70);
  }

  @Test
  void readsTheSamePaletteFromPngAndBmp() throws IOException {
    assertEquals(TestImages.readStored("palette.png"), TestImages.readStored("palette.bmp"));
  }

  @Test
  void readsGreyJpegWithoutBrighteningIt() throws IOException {
    Rgb grey = TestImages.readStored("grey.jpg");
    Rgb colour = TestImages.gradient();
    for (int x = 0; x < colour.width(); x++) {
      double luma =
          0.299 * colour.at(8, x, 0) + 0.587 * colour.at(8, x, 1) + 0.114 * colour.at(8, x, 2);
      assertEquals(luma, grey.at(8, x, 1), 6);
    }
  }

  @Test
  void laysTransparentWebpOverWhite() throws IOException {
    Rgb image = TestImages.readStored("alpha.webp");
    Rgb opaque = TestImages.gradient();
    for (int i = 0; i < image.bytes().length; i++) {
      double expected = 255 * 0.6 + 0.4 * (opaque.bytes()[i] & 0xFF);
      assertEquals(expected, image.bytes()[i] & 0xFF, 1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "bmp", "tif"})
  void readsWhatTheJdkWrites(String format, @TempDir Path folder) throws IOException {
    Path file = folder.resolve("picture." + format);
    Files.write(file, TestImages.encode(TestImages.gradient().toBufferedImage(), format));
    assertEquals(TestImages.gradient(), new ImageReader().read(file));
  }

  @Test
  void readsGif() throws IOException {
    byte[] gif = TestImages.encode(TestImages.gradient().toBufferedImage(), "gif");
    TestImages.assertAlike(TestImages.gradient(), new ImageReader().read(gif, "gif"), 60);
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "tif"})
  void readsSixteenBitColour(String format) throws IOException {
    byte[] file = TestImages.encode(sixteenBits(), format);
    assertEquals(TestImages.gradient(), new ImageReader().read(file, format));
  }

  @Test
  void readsSixteenBitGrey() throws IOException {
    BufferedImage image = new BufferedImage(256, 1, BufferedImage.TYPE_USHORT_GRAY);
    for (int x = 0; x < 256; x++) {
      image.getRaster().setSample(x, 0, 0, x * 257);
    }
    Rgb read = new ImageReader().read(TestImages.encode(image, "png"), "grey16");
    for (int x = 0; x < 256; x++) {
      assertEquals(x, read.at(0, x, 1));
    }
  }

  @Test
  void readsTheSameFromAFileAndFromMemory(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("with blank and ü.jpg");
    Files.write(file, TestImages.stored("progressive.jpg"));
    assertEquals(TestImages.readStored("progressive.jpg"), new ImageReader().read(file));
  }

  @Test
  void trustsTheContentsAndNotTheNameOfAFile(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("really-a-webp.jpg");
    Files.write(file, TestImages.stored("lossless.webp"));
    assertEquals(TestImages.gradient(), new ImageReader().read(file));
  }

  @Test
  void leavesNoFileOpen(@TempDir Path folder) throws IOException {
    Path good = Files.write(folder.resolve("good.png"), TestImages.stored("oriented.png"));
    Path bad = Files.write(folder.resolve("bad.png"), new byte[] {(byte) 0x89, 'P', 'N', 'G', 13});
    for (Path file : new Path[] {good, bad}) {
      try {
        new ImageReader().read(file);
      } catch (ImageException expectedForTheBadOne) {
        assertTrue(file.equals(bad));
      }
      assertEquals(0, openDescriptors(file), file + " is still open");
    }
  }

  /** Counts this process's descriptors on a file, where the system tells (Linux). */
  private static int openDescriptors(Path file) throws IOException {
    Path descriptors = Path.of("/proc/self/fd");
    Skip.unless(Files.isDirectory(descriptors), "open files can be counted on Linux only");
    int count = 0;
    try (var entries = Files.newDirectoryStream(descriptors)) {
      for (Path entry : entries) {
        count += Files.exists(entry) && Files.isSameFile(entry, file) ? 1 : 0;
      }
    }
    return count;
  }

  private static BufferedImage sixteenBits() {
    ComponentColorModel model =
        new ComponentColorModel(
            ColorSpace.getInstance(ColorSpace.CS_sRGB),
            false,
            false,
            Transparency.OPAQUE,
            DataBuffer.TYPE_USHORT);
    Rgb colours = TestImages.gradient();
    WritableRaster raster =
        model.createCompatibleWritableRaster(TestImages.WIDTH, TestImages.HEIGHT);
    for (int y = 0; y < colours.height(); y++) {
      for (int x = 0; x < colours.width(); x++) {
        for (int c = 0; c < 3; c++) {
          raster.setSample(x, y, c, colours.at(y, x, c) * 257);
        }
      }
    }
    return new BufferedImage(model, raster, false, null);
  }
}

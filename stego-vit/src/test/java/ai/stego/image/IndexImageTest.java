package ai.stego.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images whose samples are classes. */
class IndexImageTest {
  private static final int HEIGHT = 3;
  private static final int WIDTH = 7;

  @TempDir private Path folder;

  @Test
  void greySamplesAreIndices() throws IOException {
    BufferedImage grey = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_BYTE_GRAY);
    byte[] expected = fill(grey, 256);
    IndexImage read = new ImageReader().readIndices(write(grey, "png"));
    assertEquals(HEIGHT, read.height());
    assertEquals(WIDTH, read.width());
    assertArrayEquals(expected, read.indices());
  }

  @Test
  void paletteEntriesAreNotLookedUp() throws IOException {
    byte[] shades = new byte[256];
    Arrays.fill(shades, (byte) 77);
    IndexColorModel palette = new IndexColorModel(8, 256, shades, shades, shades);
    BufferedImage image =
        new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_BYTE_INDEXED, palette);
    byte[] expected = fill(image, 256);
    assertArrayEquals(expected, new ImageReader().readIndices(write(image, "png")).indices());
  }

  @Test
  void fewerBitsAreIndicesToo() throws IOException {
    for (int bits : new int[] {1, 2, 4}) {
      byte[] shades = new byte[1 << bits];
      IndexColorModel palette = new IndexColorModel(bits, 1 << bits, shades, shades, shades);
      BufferedImage image =
          new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_BYTE_BINARY, palette);
      byte[] expected = fill(image, 1 << bits);
      assertArrayEquals(
          expected, new ImageReader().readIndices(write(image, "png")).indices(), bits + " bits");
    }
  }

  @Test
  void sixteenBitsAreRefused() throws IOException {
    BufferedImage deep = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_USHORT_GRAY);
    assertRefused(write(deep, "png"), "this has 1 of 16 bits");
  }

  @Test
  void coloursAreRefused() throws IOException {
    BufferedImage colour = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_3BYTE_BGR);
    assertRefused(write(colour, "png"), "this has 3 of 8 bits");
  }

  @Test
  void aJpegIsRefused() throws IOException {
    BufferedImage grey = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_BYTE_GRAY);
    assertRefused(write(grey, "jpeg"), "must be a PNG, this is a jpeg");
  }

  @Test
  void halfAFileIsRefused() throws IOException {
    BufferedImage grey = new BufferedImage(200, 100, BufferedImage.TYPE_BYTE_GRAY);
    fill(grey, 256);
    Path file = write(grey, "png");
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, whole.length / 2));
    assertRefused(file, "damaged or cut short");
  }

  @Test
  void theSizeIsThatOfTheUprightPicture() throws IOException {
    for (String name : new String[] {"oriented.png", "oriented.tif", "cmyk.jpg", "lossy.webp"}) {
      Path file = folder.resolve(name);
      Files.write(file, TestImages.stored(name));
      Rgb picture = new ImageReader().read(file);
      assertEquals(new Size(picture.height(), picture.width()), new ImageReader().size(file), name);
    }
  }

  private void assertRefused(Path file, String why) {
    ImageException refused =
        assertThrows(ImageException.class, () -> new ImageReader().readIndices(file));
    assertTrue(refused.getMessage().startsWith(file + ": "), refused.getMessage());
    assertTrue(refused.getMessage().contains(why), refused.getMessage());
  }

  /** Writes samples into an image and returns them. */
  private static byte[] fill(BufferedImage image, int values) {
    byte[] samples = new byte[image.getHeight() * image.getWidth()];
    for (int i = 0; i < samples.length; i++) {
      int value = (i * 37 + 200) % values;
      samples[i] = (byte) value;
      image.getRaster().setSample(i % image.getWidth(), i / image.getWidth(), 0, value);
    }
    return samples;
  }

  private Path write(BufferedImage image, String format) throws IOException {
    return Files.write(folder.resolve("labels.png"), TestImages.encode(image, format));
  }
}

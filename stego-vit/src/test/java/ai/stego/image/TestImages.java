package ai.stego.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** The picture that the test images show, and ways to make more of them. */
final class TestImages {
  static final int HEIGHT = 17;
  static final int WIDTH = 23;

  private TestImages() {}

  /** The gradient that {@code make_images.py} draws. */
  static Rgb gradient() {
    byte[] bytes = new byte[HEIGHT * WIDTH * 3];
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++) {
        int at = (y * WIDTH + x) * 3;
        bytes[at] = (byte) (11 * x);
        bytes[at + 1] = (byte) (15 * y);
        bytes[at + 2] = (byte) (128 + 5 * x - 7 * y);
      }
    }
    return new Rgb(HEIGHT, WIDTH, bytes);
  }

  /** The bytes of a stored test image. */
  static byte[] stored(String name) {
    try (InputStream in = TestImages.class.getResourceAsStream("/images/" + name)) {
      assertTrue(in != null, "no test image " + name);
      return in.readAllBytes();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  static Rgb readStored(String name) throws IOException {
    return new ImageReader().read(stored(name), name);
  }

  /** Encodes with the JDK's own writer: others on the class path know fewer sample types. */
  static byte[] encode(BufferedImage image, String format) throws IOException {
    Iterator<javax.imageio.ImageWriter> writers = ImageIO.getImageWritersByFormatName(format);
    while (writers.hasNext()) {
      javax.imageio.ImageWriter writer = writers.next();
      if (writer.getClass().getName().startsWith("com.sun.imageio.")) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(out)) {
          writer.setOutput(stream);
          writer.write(image);
        } finally {
          writer.dispose();
        }
        return out.toByteArray();
      }
    }
    throw new AssertionError("no writer for " + format);
  }

  /** A JPEG with an EXIF block of one tag, the orientation, in the given byte order. */
  static byte[] withOrientation(byte[] jpeg, int orientation, boolean bigEndian) {
    byte[] little = {
      (byte) 0xFF,
      (byte) 0xE1,
      0,
      34,
      'E',
      'x',
      'i',
      'f',
      0,
      0,
      'I',
      'I',
      42,
      0,
      8,
      0,
      0,
      0,
      1,
      0,
      0x12,
      0x01,
      3,
      0,
      1,
      0,
      0,
      0,
      (byte) orientation,
      0,
      0,
      0,
      0,
      0,
      0,
      0
    };
    byte[] big = {
      (byte) 0xFF,
      (byte) 0xE1,
      0,
      34,
      'E',
      'x',
      'i',
      'f',
      0,
      0,
      'M',
      'M',
      0,
      42,
      0,
      0,
      0,
      8,
      0,
      1,
      0x01,
      0x12,
      0,
      3,
      0,
      0,
      0,
      1,
      0,
      (byte) orientation,
      0,
      0,
      0,
      0,
      0,
      0
    };
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(jpeg, 0, 2);
    out.writeBytes(bigEndian ? big : little);
    out.writeBytes(Arrays.copyOfRange(jpeg, 2, jpeg.length));
    return out.toByteArray();
  }

  /** Every sample within a tolerance, and the mean error within a quarter of it. */
  static void assertAlike(Rgb expected, Rgb actual, int tolerance) {
    assertEquals(expected.toString(), actual.toString());
    long sum = 0;
    for (int i = 0; i < expected.bytes().length; i++) {
      int error = Math.abs((expected.bytes()[i] & 0xFF) - (actual.bytes()[i] & 0xFF));
      assertTrue(error <= tolerance, "sample " + i + " is off by " + error);
      sum += error;
    }
    double mean = (double) sum / expected.bytes().length;
    assertTrue(mean <= tolerance / 4.0, "mean error " + mean);
  }
}

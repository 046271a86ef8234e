package ai.stego.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.stego.tensor.InputException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostileImageTest {
  @TempDir Path folder;

  private static final String[] STORED = {
    "cmyk.jpg", "progressive.jpg", "grey.jpg", "subsampled.jpg", "lossless.webp", "lossy.webp",
    "animated.webp", "alpha.webp", "palette.png", "lzw.tif", "deflate.tif", "jpeg.tif",
    "palette.bmp", "plain.bmp"
  };

  private String refusal(Path file) {
    ImageException refused = assertThrows(ImageException.class, () -> new ImageReader().read(file));
    assertTrue(refused.getMessage().startsWith(file + ": "), refused.getMessage());
    assertFalse(refused.getMessage().contains("\n"), "more than one line");
    return refused.getMessage().substring(file.toString().length() + 2);
  }

  private Path file(String name, byte[] bytes) throws IOException {
    return Files.write(folder.resolve(name), bytes);
  }

  @Test
  void saysThatAFileIsMissing() {
    assertEquals("there is no such file", refusal(folder.resolve("nowhere.jpg")));
  }

  @Test
  void saysThatAFileIsADirectory() {
    assertEquals("this is a directory, not an image", refusal(folder));
  }

  @Test
  void saysThatAFileIsEmpty() throws IOException {
    assertEquals("the file is empty (0 bytes)", refusal(file("empty.png", new byte[0])));
    assertThrows(ImageException.class, () -> new ImageReader().read(new byte[0], "nothing"));
  }

  @Test
  void saysThatTextIsNoImageWhateverItsName() throws IOException {
    byte[] text = "Dear reader, this is no photograph.".getBytes(StandardCharsets.UTF_8);
    assertEquals(
        "this is not an image that can be read (JPEG, PNG, BMP, GIF, TIFF or WebP)",
        refusal(file("text.jpg", text)));
  }

  @Test
  void refusesAHugePngByItsHeader() throws IOException {
    assertEquals(
        "60000 x 60000 pixels are over the limit of 100000000 pixels",
        refusal(file("bomb.png", pngHeader(60_000, 60_000))));
  }

  @Test
  void refusesAHugeBmpByItsHeader() throws IOException {
    byte[] bmp = TestImages.stored("plain.bmp");
    little(bmp).putInt(18, 60_000).putInt(22, 60_000);
    assertTrue(refusal(file("bomb.bmp", bmp)).startsWith("60000 x 60000 pixels are over"));
  }

  @Test
  void refusesAHugeJpegByItsHeader() throws IOException {
    byte[] jpeg = TestImages.stored("grey.jpg");
    int frame = indexOf(jpeg, new byte[] {(byte) 0xFF, (byte) 0xC0});
    ByteBuffer.wrap(jpeg).putShort(frame + 5, (short) 60_000).putShort(frame + 7, (short) 60_000);
    assertTrue(refusal(file("bomb.jpg", jpeg)).startsWith("60000 x 60000 pixels are over"));
  }

  @Test
  void refusesAHugeTiffByItsHeader() throws IOException {
    byte[] tiff = tiff(60_000, 60_000, 60_000, 1);
    assertTrue(refusal(file("bomb.tif", tiff)).startsWith("60000 x 60000 pixels are over"));
  }

  @Test
  void refusesASmallTiffOfHugeTiles() throws IOException {
    byte[] tiff = tiff(10, 10, 60_000, 60_000);
    assertTrue(refusal(file("tiles.tif", tiff)).startsWith("60000 x 60000 pixels are over"));
  }

  @Test
  void refusesAHugeWebpByItsHeader() throws IOException {
    byte[] webp = TestImages.stored("lossy.webp");
    int start = indexOf(webp, new byte[] {(byte) 0x9D, 1, 0x2A});
    little(webp).putShort(start + 3, (short) 16_383).putShort(start + 5, (short) 16_383);
    assertTrue(refusal(file("bomb.webp", webp)).startsWith("16383 x 16383 pixels are over"));
  }

  @Test
  void refusesAHugeFrameInASmallWebpCanvas() throws IOException {
    byte[] frame = TestImages.stored("lossy.webp");
    int start = indexOf(frame, new byte[] {(byte) 0x9D, 1, 0x2A});
    little(frame).putShort(start + 3, (short) 16_383).putShort(start + 5, (short) 16_383);
    byte[] whole = new byte[frame.length + 18];
    ByteBuffer file = little(whole);
    file.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(whole.length - 8);
    file.put("WEBPVP8X".getBytes(StandardCharsets.US_ASCII)).putInt(10);
    file.putInt(0).put(new byte[] {9, 0, 0, 9, 0, 0}); // a canvas of 10 x 10
    file.put(frame, 12, frame.length - 12);
    assertTrue(refusal(file("canvas.webp", whole)).startsWith("16383 x 16383 pixels are over"));
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 5})
  void refusesAnImageFileInsideABmp(int compression) throws IOException {
    byte[] bmp = TestImages.stored("plain.bmp");
    little(bmp).putInt(30, compression);
    assertEquals("a BMP around a JPEG or PNG is not supported", refusal(file("nested.bmp", bmp)));
  }

  @Test
  void holdsToTheLimitThatItWasGiven() throws IOException {
    byte[] image = TestImages.stored("plain.bmp");
    long pixels = (long) TestImages.WIDTH * TestImages.HEIGHT;
    assertEquals(TestImages.gradient(), new ImageReader(pixels).read(image, "at the limit"));
    ImageReader smaller = new ImageReader(pixels - 1);
    assertThrows(ImageException.class, () -> smaller.read(image, "over the limit"));
    assertThrows(InputException.class, () -> new ImageReader(0));
  }

  @Test
  void refusesEveryTruncation() throws IOException {
    int cuts = 0;
    for (String name : STORED) {
      byte[] whole = TestImages.stored(name);
      for (int part = 0; part < 50; part++) {
        byte[] cut = Arrays.copyOf(whole, whole.length * part / 50);
        String where = name + " cut to " + cut.length + " of " + whole.length + " bytes";
        assertThrows(ImageException.class, () -> new ImageReader().read(cut, where), where);
        cuts++;
      }
    }
    assertEquals(50 * STORED.length, cuts);
  }

  @Test
  void answersRandomDamageWithAPictureOrOneLine() {
    Random random = new Random(20);
    int refused = 0;
    for (String name : STORED) {
      for (int round = 0; round < 60; round++) {
        byte[] damaged = TestImages.stored(name);
        for (int flips = 1 + round % 5; flips > 0; flips--) {
          damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
        }
        try {
          // A small limit: a damaged size would otherwise be decoded in earnest.
          new ImageReader(1_000_000).read(damaged, name);
        } catch (ImageException e) {
          assertFalse(e.getMessage().contains("\n"), e.getMessage());
          refused++;
        }
      }
    }
    assertTrue(refused > 100, "only " + refused + " refused");
  }

  @Test
  void keepsTheDiskCacheOff() throws IOException {
    TestImages.readStored("plain.bmp");
    assertFalse(ImageIO.getUseCache());
  }

  private static ByteBuffer little(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static int indexOf(byte[] bytes, byte[] part) {
    for (int i = 0; i + part.length <= bytes.length; i++) {
      if (Arrays.equals(bytes, i, i + part.length, part, 0, part.length)) {
        return i;
      }
    }
    throw new AssertionError("not found");
  }

  private static byte[] pngHeader(int width, int height) {
    ByteBuffer header = ByteBuffer.allocate(17);
    header.put("IHDR".getBytes(StandardCharsets.US_ASCII)).putInt(width).putInt(height);
    header.put(new byte[] {8, 2, 0, 0, 0});
    CRC32 crc = new CRC32();
    crc.update(header.array());
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10, 0, 0, 0, 13});
    out.writeBytes(header.array());
    out.writeBytes(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
    return out.toByteArray();
  }

  /** A grey TIFF of one tile, whose pixels are not there. */
  private static byte[] tiff(int width, int height, int tileWidth, int tileHeight) {
    int[][] entries = {
      {256, width},
      {257, height},
      {258, 8},
      {259, 1},
      {262, 1},
      {277, 1},
      {322, tileWidth},
      {323, tileHeight},
      {324, 8},
      {325, 100}
    };
    byte[] file = new byte[8 + 2 + entries.length * 12 + 4 + 200];
    ByteBuffer out = little(file);
    out.put(new byte[] {'I', 'I', 42, 0}).putInt(8).putShort((short) entries.length);
    for (int[] entry : entries) {
      out.putShort((short) entry[0]).putShort((short) 4).putInt(1).putInt(entry[1]);
    }
    return file;
  }
}

package ai.stego.image;

import ai.stego.tensor.InputException;
import ai.stego.tensor.ShapeException;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.Objects;

/**
 * An 8-bit sRGB image, (H,W,3) with the channels innermost. Nobody changes the bytes once the image
 * is made: {@link #bytes} hands out the array itself, to be read only.
 */
public final class Rgb {
  private final int height;
  private final int width;
  private final byte[] bytes;

  /**
   * Makes an image of bytes that are there already.
   *
   * @param height H, at least 1
   * @param width W, at least 1
   * @param bytes (H,W,3) unsigned; not copied, so the caller gives it away
   * @throws ShapeException if the array does not hold H·W·3 bytes
   */
  public Rgb(int height, int width, byte[] bytes) {
    long expected = byteCount(height, width);
    ShapeException.require(
        bytes.length == expected, "rgb: bytes", expected + " bytes", bytes.length + " bytes");
    this.height = height;
    this.width = width;
    this.bytes = bytes;
  }

  /**
   * Converts an image of any colour model. Transparent pixels are laid over white; 16-bit samples
   * are rounded to 8 bits; grey samples are taken as they are, as image files mean them; colours of
   * another colour space are converted to sRGB.
   *
   * @param image any image
   * @return the same picture
   */
  public static Rgb of(BufferedImage image) {
    return RgbConversion.convert(image);
  }

  /** H·W·3, checked against what a Java array can hold. */
  static int byteCount(int height, int width) {
    ShapeException.require(
        height >= 1 && width >= 1, "rgb: size", "at least 1 x 1", width + " x " + height);
    long count = (long) height * width * 3;
    if (count > Integer.MAX_VALUE - 8) {
      throw new InputException(
          "rgb: an image of " + width + " x " + height + " pixels is too large for one array");
    }
    return (int) count;
  }

  /**
   * The number of rows.
   *
   * @return H
   */
  public int height() {
    return height;
  }

  /**
   * The number of columns.
   *
   * @return W
   */
  public int width() {
    return width;
  }

  /**
   * The samples themselves, not a copy; not to be changed.
   *
   * @return (H,W,3) unsigned bytes
   */
  public byte[] bytes() {
    return bytes;
  }

  /**
   * One sample.
   *
   * @param y row, 0..H-1
   * @param x column, 0..W-1
   * @param c channel: 0 red, 1 green, 2 blue
   * @return 0..255
   * @throws IndexOutOfBoundsException if the pixel or the channel does not exist
   */
  public int at(int y, int x, int c) {
    Objects.checkIndex(y, height);
    Objects.checkIndex(x, width);
    Objects.checkIndex(c, 3);
    return bytes[(y * width + x) * 3 + c] & 0xFF;
  }

  /**
   * Cuts a rectangle out.
   *
   * @param top first row
   * @param left first column
   * @param cropHeight rows to keep
   * @param cropWidth columns to keep
   * @return a new image
   * @throws ShapeException if the rectangle is empty or does not lie inside the image
   */
  public Rgb crop(int top, int left, int cropHeight, int cropWidth) {
    boolean inside =
        top >= 0
            && left >= 0
            && cropHeight >= 1
            && cropWidth >= 1
            && top <= height - cropHeight
            && left <= width - cropWidth;
    ShapeException.require(
        inside,
        "crop",
        "a rectangle inside " + width + " x " + height,
        cropWidth + " x " + cropHeight + " at column " + left + ", row " + top);
    byte[] out = new byte[byteCount(cropHeight, cropWidth)];
    for (int y = 0; y < cropHeight; y++) {
      int from = ((top + y) * width + left) * 3;
      System.arraycopy(bytes, from, out, y * cropWidth * 3, cropWidth * 3);
    }
    return new Rgb(cropHeight, cropWidth, out);
  }

  /**
   * Reverses left and right.
   *
   * @return a new image: out(y, x) = this(y, W-1-x)
   */
  public Rgb mirrored() {
    byte[] out = new byte[bytes.length];
    for (int y = 0; y < height; y++) {
      int row = y * width * 3;
      for (int x = 0; x < width; x++) {
        System.arraycopy(bytes, row + (width - 1 - x) * 3, out, row + x * 3, 3);
      }
    }
    return new Rgb(height, width, out);
  }

  /**
   * Copies into an image that the JDK can draw and write.
   *
   * @return an image of type {@link BufferedImage#TYPE_3BYTE_BGR}
   */
  public BufferedImage toBufferedImage() {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
    int[] row = new int[width * 3];
    for (int y = 0; y < height; y++) {
      for (int i = 0; i < row.length; i++) {
        row[i] = bytes[y * row.length + i] & 0xFF;
      }
      image.getRaster().setPixels(0, y, width, 1, row);
    }
    return image;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Rgb that
        && height == that.height
        && width == that.width
        && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * height + width) + Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return "Rgb " + width + " x " + height;
  }
}

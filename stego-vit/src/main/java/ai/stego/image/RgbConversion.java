package ai.stego.image;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorConvertOp;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DirectColorModel;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;

/** Turns the JDK's many kinds of image into 8-bit sRGB without transparency. */
final class RgbConversion {
  private RgbConversion() {}

  static Rgb convert(BufferedImage image) {
    int height = image.getHeight();
    int width = image.getWidth();
    byte[] out = new byte[Rgb.byteCount(height, width)];
    ColorModel model = image.getColorModel();
    if (isGrey(model)) {
      greyRows(image.getRaster(), model, out);
    } else if (isPlain(model)) {
      plainRows(image.getRaster(), out);
    } else if (model instanceof IndexColorModel || model.getColorSpace().isCS_sRGB()) {
      generalRows(image, out);
    } else {
      // An int type keeps alpha, and the profile's conversion runs once over the whole picture
      // instead of once a pixel.
      BufferedImage converted = new BufferedImage(width, height, BufferedImage.TYPE_INT_ARGB);
      generalRows(new ColorConvertOp(null).filter(image, converted), out);
    }
    return new Rgb(height, width, out);
  }

  /**
   * Grey by its samples. {@code getRGB} would be wrong here: the JDK's grey colour space is linear,
   * and would brighten what image files mean as it stands.
   */
  private static boolean isGrey(ColorModel model) {
    boolean integers =
        model.getTransferType() == DataBuffer.TYPE_BYTE
            || model.getTransferType() == DataBuffer.TYPE_USHORT;
    return model instanceof ComponentColorModel
        && integers
        && model.getColorSpace().getType() == ColorSpace.TYPE_GRAY;
  }

  /** Three 8-bit sRGB bands: the raster holds the answer. */
  private static boolean isPlain(ColorModel model) {
    boolean bands = model instanceof ComponentColorModel || model instanceof DirectColorModel;
    boolean bytes =
        model.getTransferType() == DataBuffer.TYPE_BYTE
            || model.getTransferType() == DataBuffer.TYPE_INT;
    return bands
        && bytes
        && model.getColorSpace().isCS_sRGB()
        && !model.hasAlpha()
        && model.getNumComponents() == 3
        && model.getComponentSize(0) == 8
        && model.getComponentSize(1) == 8
        && model.getComponentSize(2) == 8;
  }

  private static void greyRows(Raster raster, ColorModel model, byte[] out) {
    int width = raster.getWidth();
    int bands = raster.getNumBands();
    int maximum = (1 << model.getComponentSize(0)) - 1;
    int alphaBand = model.hasAlpha() ? bands - 1 : -1;
    boolean premultiplied = model.isAlphaPremultiplied();
    int[] row = new int[width * bands];
    for (int y = 0; y < raster.getHeight(); y++) {
      raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, row);
      for (int x = 0; x < width; x++) {
        double grey = row[x * bands] / (double) maximum;
        double alpha = alphaBand < 0 ? 1 : row[x * bands + alphaBand] / (double) maximum;
        double overWhite = (premultiplied ? grey : grey * alpha) + 1 - alpha;
        byte value = (byte) Math.min(255, Math.round(overWhite * 255));
        int at = (y * width + x) * 3;
        out[at] = value;
        out[at + 1] = value;
        out[at + 2] = value;
      }
    }
  }

  private static void plainRows(Raster raster, byte[] out) {
    int width = raster.getWidth();
    int[] row = new int[width * 3];
    for (int y = 0; y < raster.getHeight(); y++) {
      raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, row);
      for (int i = 0; i < row.length; i++) {
        out[y * row.length + i] = (byte) row[i];
      }
    }
  }

  private static void generalRows(BufferedImage image, byte[] out) {
    int width = image.getWidth();
    int[] row = new int[width];
    for (int y = 0; y < image.getHeight(); y++) {
      image.getRGB(0, y, width, 1, row, 0, width);
      for (int x = 0; x < width; x++) {
        int argb = row[x];
        int alpha = argb >>> 24;
        int at = (y * width + x) * 3;
        out[at] = overWhite(argb >> 16 & 0xFF, alpha);
        out[at + 1] = overWhite(argb >> 8 & 0xFF, alpha);
        out[at + 2] = overWhite(argb & 0xFF, alpha);
      }
    }
  }

  private static byte overWhite(int value, int alpha) {
    return (byte) ((value * alpha + 255 * (255 - alpha) + 127) / 255);
  }
}

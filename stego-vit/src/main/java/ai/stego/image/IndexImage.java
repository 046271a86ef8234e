package ai.stego.image;

import ai.stego.tensor.ShapeException;
import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.util.Locale;

/**
 * An image whose samples are indices of classes, not colours.
 *
 * @param height H
 * @param width W
 * @param indices H·W unsigned bytes, row by row; not copied
 */
public record IndexImage(int height, int width, byte[] indices) {
  private static final int MOST_BITS = 8;

  /**
   * Checks the size.
   *
   * @param height H
   * @param width W
   * @param indices H·W unsigned bytes, row by row
   * @throws ShapeException if there are not H·W of them
   */
  public IndexImage {
    ShapeException.require(
        height >= 1 && width >= 1 && indices.length == (long) height * width,
        "index image",
        height + " x " + width + " indices",
        indices.length + " indices");
  }

  /** The samples of an image of one channel, before any palette. */
  static IndexImage of(BufferedImage image, String source) throws ImageException {
    Raster raster = image.getRaster();
    int bits = image.getSampleModel().getSampleSize(0);
    if (raster.getNumBands() != 1 || bits > MOST_BITS) {
      throw new ImageException(
          source,
          String.format(
              Locale.ROOT,
              "class indices must be one channel of at most %d bits, this has %d of %d bits",
              MOST_BITS,
              raster.getNumBands(),
              bits));
    }
    int width = raster.getWidth();
    byte[] indices = new byte[raster.getHeight() * width];
    int[] row = new int[width];
    for (int y = 0; y < raster.getHeight(); y++) {
      raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, row);
      for (int x = 0; x < width; x++) {
        indices[y * width + x] = (byte) row[x];
      }
    }
    return new IndexImage(raster.getHeight(), width, indices);
  }
}

package ai.stego.segment;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;

/** Makes images whose pixel values are class indices. */
final class LabelImage {
  private static final int MOST_IN_A_BYTE = 256;

  private LabelImage() {}

  static BufferedImage of(Segmentation mask) {
    BufferedImage image =
        mask.classes() <= MOST_IN_A_BYTE
            ? new BufferedImage(
                mask.width(), mask.height(), BufferedImage.TYPE_BYTE_INDEXED, colors(mask))
            : new BufferedImage(mask.width(), mask.height(), BufferedImage.TYPE_USHORT_GRAY);
    int[] row = new int[mask.width()];
    for (int y = 0; y < mask.height(); y++) {
      for (int x = 0; x < row.length; x++) {
        row[x] = mask.label(y, x);
      }
      image.getRaster().setPixels(0, y, row.length, 1, row);
    }
    return image;
  }

  private static IndexColorModel colors(Segmentation mask) {
    int classes = mask.classes();
    byte[] red = new byte[classes];
    byte[] green = new byte[classes];
    byte[] blue = new byte[classes];
    for (int k = 0; k < classes; k++) {
      int color = mask.palette().color(k);
      red[k] = (byte) (color >> 16);
      green[k] = (byte) (color >> 8);
      blue[k] = (byte) color;
    }
    return new IndexColorModel(8, classes, red, green, blue);
  }
}

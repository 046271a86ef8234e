package ai.stego.segment;

import ai.stego.image.Rgb;
import ai.stego.tensor.InputException;
import ai.stego.tensor.ShapeException;

/** Lays the colours of the classes over the photograph, with a thin light line between classes. */
final class Overlay {
  /** How much of the line is white; the rest is the picture under it. */
  private static final float LINE = 0.8f;

  private Overlay() {}

  static Rgb draw(Segmentation mask, Rgb photo, float opacity) {
    if (!(opacity >= 0 && opacity <= 1)) {
      throw new InputException("overlay: the opacity must be 0 to 1, not " + opacity);
    }
    ShapeException.require(
        photo.height() == mask.height() && photo.width() == mask.width(),
        "overlay: photo",
        mask.width() + " x " + mask.height(),
        photo.width() + " x " + photo.height());
    byte[] out = photo.bytes().clone();
    for (int y = 0; y < mask.height(); y++) {
      for (int x = 0; x < mask.width(); x++) {
        int at = (y * mask.width() + x) * 3;
        blend(out, at, mask.palette().color(mask.label(y, x)), opacity);
        if (endsClass(mask, y, x)) {
          blend(out, at, 0xFFFFFF, LINE);
        }
      }
    }
    return new Rgb(mask.height(), mask.width(), out);
  }

  /** Whether another class begins to the right or below: the line is one pixel wide. */
  private static boolean endsClass(Segmentation mask, int y, int x) {
    int label = mask.label(y, x);
    boolean right = x + 1 < mask.width() && mask.label(y, x + 1) != label;
    return right || (y + 1 < mask.height() && mask.label(y + 1, x) != label);
  }

  private static void blend(byte[] out, int at, int color, float opacity) {
    for (int c = 0; c < 3; c++) {
      int below = out[at + c] & 0xFF;
      int above = color >> (16 - 8 * c) & 0xFF;
      out[at + c] = (byte) Math.round(below + opacity * (above - below));
    }
  }
}

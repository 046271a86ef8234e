package ai.stego.image;

import ai.stego.tensor.InputException;
import java.util.Locale;

/**
 * Brings a photograph to the size and range that a backbone was trained on: the shorter side to R,
 * then the middle square or the whole picture, then (value/255 - mean) / deviation with ImageNet's
 * figures for each channel.
 *
 * <p>Source: the transforms of the STEGO reference (Hamilton et al. 2022), which are torchvision's
 * {@code Resize}, {@code CenterCrop}, {@code ToTensor} and {@code Normalize} on Pillow images.
 *
 * @param size R, the length of the shorter side
 * @param crop what is kept of the resized photograph
 * @param filter how it is resized
 */
public record Preprocess(int size, Crop crop, Filter filter) {
  /** The most pixels that a prepared image may have: 16 Mi, 192 MiB of floats. */
  public static final long PIXEL_LIMIT = 16L << 20;

  private static final float[] MEAN = {0.485f, 0.456f, 0.406f};
  private static final float[] DEVIATION = {0.229f, 0.224f, 0.225f};

  /** What is kept of the resized photograph. */
  public enum Crop {
    /** The R x R square in the middle, as the reference does. */
    CENTER,
    /** Everything, padded at the right and bottom to whole patches with the border's pixels. */
    NONE
  }

  /** How a photograph is resized. */
  public enum Filter {
    /** The nearest pixel, as the reference and Pillow's {@code NEAREST} do. */
    NEAREST,
    /** A triangle as wide as the reduction, as Pillow's {@code BILINEAR}: smooth, no aliasing. */
    BILINEAR
  }

  /**
   * Checks the choices.
   *
   * @param size R, the length of the shorter side
   * @param crop what is kept of the resized photograph
   * @param filter how it is resized
   * @throws InputException if the size is not within 1..4096
   */
  public Preprocess {
    if (size < 1 || size > 4096) {
      throw new InputException("preprocess: the size must be 1 to 4096, not " + size);
    }
  }

  /**
   * What the reference does: the middle square, resized to the nearest pixel.
   *
   * @param size R: 224 to train, 320 to evaluate
   * @return the choices
   */
  public static Preprocess reference(int size) {
    return new Preprocess(size, Crop.CENTER, Filter.NEAREST);
  }

  /**
   * The whole photograph, resized smoothly.
   *
   * @param size R, the length of the shorter side
   * @return the choices
   */
  public static Preprocess wholeImage(int size) {
    return new Preprocess(size, Crop.NONE, Filter.BILINEAR);
  }

  /**
   * Prepares a photograph.
   *
   * @param photo any size; a smaller one is enlarged
   * @param patch P: the prepared height and width are multiples of it
   * @return the normalised pixels, and how they lie in the photograph
   * @throws InputException if the middle square is not a multiple of the patch, or the photograph
   *     is so long that the prepared image would be over {@link #PIXEL_LIMIT}
   */
  public PreparedImage prepare(Rgb photo, int patch) {
    Geometry geometry = geometry(photo, patch);
    Rgb content =
        filter == Filter.NEAREST
            ? NearestResize.resize(photo, geometry)
            : AntialiasResize.resize(photo, geometry);
    return new PreparedImage(normalise(content, geometry.padded()), content, geometry);
  }

  /**
   * What {@link #prepare} will do to a photograph, without doing it.
   *
   * @param photo any size
   * @param patch P
   * @return how the prepared pixels will lie in the photograph
   * @throws InputException as {@link #prepare}
   */
  public Geometry geometry(Rgb photo, int patch) {
    return geometry(new Size(photo.height(), photo.width()), patch);
  }

  /**
   * What {@link #prepare} will do to a photograph of a size.
   *
   * @param original the size
   * @param patch P
   * @return how the prepared pixels will lie in the photograph
   * @throws InputException as {@link #prepare}
   */
  public Geometry geometry(Size original, int patch) {
    if (patch < 1 || patch > 4096) {
      throw new InputException("preprocess: the patch must be 1 to 4096, not " + patch);
    }
    Geometry geometry =
        crop == Crop.CENTER ? centerCrop(original, patch) : wholeImage(original, patch);
    if (geometry.padded().pixels() > PIXEL_LIMIT) {
      throw new InputException(
          String.format(
              Locale.ROOT,
              "preprocess: a photograph of %s would become %s pixels, over the limit of %d",
              original,
              geometry.padded(),
              PIXEL_LIMIT));
    }
    return geometry;
  }

  private Geometry centerCrop(Size original, int patch) {
    if (size % patch != 0) {
      throw new InputException(
          "preprocess: the size " + size + " is not a multiple of the patch " + patch);
    }
    // torchvision cuts the fraction of the longer side off, and rounds the offset half to even.
    Size resized = resized(original, false);
    int top = (int) Math.rint((resized.height() - size) / 2.0);
    int left = (int) Math.rint((resized.width() - size) / 2.0);
    Size square = new Size(size, size);
    return new Geometry(original, resized, top, left, square, square);
  }

  private Geometry wholeImage(Size original, int patch) {
    Size resized = resized(original, true);
    Size padded = new Size(toMultiple(resized.height(), patch), toMultiple(resized.width(), patch));
    return new Geometry(original, resized, 0, 0, resized, padded);
  }

  private Size resized(Size original, boolean round) {
    boolean tall = original.height() > original.width();
    int shorter = tall ? original.width() : original.height();
    int longer = tall ? original.height() : original.width();
    double exact = (double) ((long) size * longer) / shorter;
    long longSide = round ? Math.round(exact) : (long) exact;
    if (longSide > Integer.MAX_VALUE / 2) {
      throw new InputException("preprocess: a photograph of " + original + " is too long");
    }
    return tall ? new Size((int) longSide, size) : new Size(size, (int) longSide);
  }

  private static int toMultiple(int length, int patch) {
    return Math.toIntExact(((long) length + patch - 1) / patch * patch);
  }

  /** (3,H,W): the content, and its last column and row repeated to the padded size. */
  private static float[] normalise(Rgb content, Size padded) {
    int plane = Math.toIntExact(padded.pixels());
    float[] out = new float[3 * plane];
    byte[] bytes = content.bytes();
    for (int c = 0; c < 3; c++) {
      float[] values = normalisedLevels(c);
      for (int y = 0; y < padded.height(); y++) {
        int row = Math.min(y, content.height() - 1) * content.width();
        int to = c * plane + y * padded.width();
        for (int x = 0; x < padded.width(); x++) {
          int from = row + Math.min(x, content.width() - 1);
          out[to + x] = values[bytes[from * 3 + c] & 0xFF];
        }
      }
    }
    return out;
  }

  /** What each of the 256 levels of a channel becomes, rounded after every step as PyTorch does. */
  private static float[] normalisedLevels(int channel) {
    float[] values = new float[256];
    for (int level = 0; level < 256; level++) {
      values[level] = (level / 255f - MEAN[channel]) / DEVIATION[channel];
    }
    return values;
  }
}

package ai.stego.segment;

import ai.stego.image.Rgb;
import ai.stego.tensor.InputException;
import ai.stego.tensor.ShapeException;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * A mask: for each pixel (H,W) the class it belongs to, 0..K-1. Immutable; the {@code with} methods
 * give a mask of the same labels.
 */
public final class Segmentation {
  private final int height;
  private final int width;
  private final int[] labels;
  private final int[] pixelCounts;
  private final List<String> names;
  private final Palette palette;
  private final float[] probabilities;

  /**
   * Makes a mask whose classes are called "cluster 0" and so on, in {@link Palette#distinct}
   * colours.
   *
   * @param height H
   * @param width W
   * @param labels (H,W), each 0..K-1; copied
   * @param classes K, 1 to {@link Palette#MAX_SIZE}
   * @throws InputException if the sizes do not fit or a label is out of range
   */
  public Segmentation(int height, int width, int[] labels, int classes) {
    this(height, width, labels.clone(), Legend.clusters(classes));
  }

  /** As above with names and colours; the labels are not copied. */
  Segmentation(int height, int width, int[] labels, Legend legend) {
    ShapeException.require(
        height >= 1 && width >= 1, "segmentation: size", "at least 1 x 1", width + " x " + height);
    ShapeException.require(
        labels.length == (long) height * width,
        "segmentation: labels",
        (long) height * width + " labels",
        labels.length + " labels");
    this.height = height;
    this.width = width;
    this.labels = labels;
    this.names = legend.names();
    this.pixelCounts = count(labels, names.size(), width);
    this.palette = legend.palette();
    this.probabilities = null;
  }

  private Segmentation(
      Segmentation mask, List<String> names, Palette palette, float[] probabilities) {
    this.height = mask.height;
    this.width = mask.width;
    this.labels = mask.labels;
    this.pixelCounts = mask.pixelCounts;
    this.names = names;
    this.palette = palette;
    this.probabilities = probabilities;
  }

  private static int[] count(int[] labels, int classes, int width) {
    int[] counts = new int[classes];
    for (int i = 0; i < labels.length; i++) {
      if (labels[i] < 0 || labels[i] >= classes) {
        throw new InputException(
            String.format(
                Locale.ROOT,
                "segmentation: label %d at row %d, column %d is not within 0..%d",
                labels[i],
                i / width,
                i % width,
                classes - 1));
      }
      counts[labels[i]]++;
    }
    return counts;
  }

  /**
   * Names the classes.
   *
   * @param classNames K names
   * @return the same labels with these names
   * @throws ShapeException if there are not K of them
   */
  public Segmentation withNames(List<String> classNames) {
    ShapeException.require(
        classNames.size() == classes(),
        "segmentation: names",
        classes() + " names",
        classNames.size() + " names");
    return new Segmentation(this, List.copyOf(classNames), palette, probabilities);
  }

  /**
   * Chooses the colours.
   *
   * @param colors at least K colours
   * @return the same labels in these colours
   * @throws ShapeException if there are fewer than K
   */
  public Segmentation withPalette(Palette colors) {
    ShapeException.require(
        colors.size() >= classes(),
        "segmentation: palette",
        "at least " + classes() + " colours",
        colors.size() + " colours");
    return new Segmentation(this, names, colors, probabilities);
  }

  /**
   * Adds the probability of each class at each pixel.
   *
   * @param values (H,W,K); not copied, so the caller gives the array away
   * @return the same labels with these probabilities
   * @throws ShapeException if the array does not hold H·W·K values
   */
  public Segmentation withProbabilities(float[] values) {
    long expected = (long) labels.length * classes();
    ShapeException.require(
        values.length == expected,
        "segmentation: probabilities",
        expected + " values",
        values.length + " values");
    return new Segmentation(this, names, palette, values);
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
   * The number of classes that there may be, in this picture or another.
   *
   * @return K
   */
  public int classes() {
    return pixelCounts.length;
  }

  /**
   * The class of a pixel.
   *
   * @param y row, 0..H-1
   * @param x column, 0..W-1
   * @return 0..K-1
   * @throws IndexOutOfBoundsException if there is no such pixel
   */
  public int label(int y, int x) {
    return labels[Objects.checkIndex(y, height) * width + Objects.checkIndex(x, width)];
  }

  /**
   * The classes of all pixels.
   *
   * @return a copy, (H,W)
   */
  public int[] labels() {
    return labels.clone();
  }

  /**
   * What a class is called.
   *
   * @param label 0..K-1
   * @return its name
   * @throws IndexOutOfBoundsException if there is no such class
   */
  public String name(int label) {
    return names.get(label);
  }

  /**
   * The colours of the classes.
   *
   * @return at least K colours
   */
  public Palette palette() {
    return palette;
  }

  /**
   * The probability of each class at each pixel, if it was asked for.
   *
   * @return (H,W,K), the array itself, not to be changed; or nothing
   */
  public Optional<float[]> probabilities() {
    return Optional.ofNullable(probabilities);
  }

  /**
   * How many pixels each class has.
   *
   * @return K counts that sum to H·W
   */
  public int[] pixelCounts() {
    return pixelCounts.clone();
  }

  /**
   * How much of the picture each class takes.
   *
   * @return K fractions: pixels of the class / (H·W)
   */
  public double[] shares() {
    double[] shares = new double[classes()];
    for (int k = 0; k < shares.length; k++) {
      shares[k] = (double) pixelCounts[k] / labels.length;
    }
    return shares;
  }

  /**
   * An image whose pixel values are the classes: with at most 256 classes 8 bits and this mask's
   * palette, with more 16 bits of grey.
   *
   * @return to be written with {@link ai.stego.image.ImageWriter#writePng}
   */
  public BufferedImage toLabelImage() {
    return LabelImage.of(this);
  }

  /**
   * The photograph under the colours of the classes, with a thin light line between classes.
   *
   * @param photo of this mask's size
   * @param opacity of the colours: 0 shows the photograph and the lines alone, 1 hides it
   * @return a new picture
   * @throws InputException if the sizes differ or the opacity is not within 0..1
   */
  public Rgb toOverlay(Rgb photo, float opacity) {
    return Overlay.draw(this, photo, opacity);
  }

  /**
   * One line of JSON: {@code width}, {@code height}, {@code classCount} (K) and {@code classes},
   * the largest first, only those that are in the picture, each with {@code class} (its index),
   * {@code name}, {@code color}, {@code pixels} and {@code share}.
   *
   * @return a JSON object without line breaks
   */
  public String toJson() {
    return SegmentationJson.write(this);
  }
}

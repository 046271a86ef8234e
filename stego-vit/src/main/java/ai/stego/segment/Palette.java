package ai.stego.segment;

import ai.stego.tensor.InputException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;

/** One colour for each class. */
public final class Palette {
  /** The most classes a palette can have: as many as 16 bits can tell apart. */
  public static final int MAX_SIZE = 1 << 16;

  private final int[] colors;

  private Palette(int[] colors) {
    if (colors.length < 1 || colors.length > MAX_SIZE) {
      throw new InputException(
          "palette: the number of colours must be 1 to " + MAX_SIZE + ", not " + colors.length);
    }
    this.colors = colors;
  }

  /**
   * Colours that people can tell apart, always the same ones: the most colourful first, then each
   * time the colour that is farthest, in the OKLab space, from all before it. A smaller palette is
   * the beginning of a larger one. Beyond some thousands of classes colours repeat.
   *
   * @param classes K, 1 to {@link #MAX_SIZE}
   * @return K colours
   * @throws InputException if the number of classes is out of range
   */
  public static Palette distinct(int classes) {
    if (classes < 1 || classes > MAX_SIZE) {
      throw new InputException(
          "palette: the number of colours must be 1 to " + MAX_SIZE + ", not " + classes);
    }
    return new Palette(DistinctColors.pick(classes));
  }

  /**
   * The given colours.
   *
   * @param colors 0xRRGGBB, one for each class
   * @return a palette of them
   * @throws InputException if there are none or too many, or one is above 0xFFFFFF
   */
  public static Palette of(int... colors) {
    for (int color : colors) {
      if (color < 0 || color > 0xFFFFFF) {
        throw new InputException(
            String.format(Locale.ROOT, "palette: 0x%X is no colour 0xRRGGBB", color));
      }
    }
    return new Palette(colors.clone());
  }

  /**
   * The number of colours.
   *
   * @return K
   */
  public int size() {
    return colors.length;
  }

  /**
   * The colour of a class.
   *
   * @param label the class, 0..K-1
   * @return 0xRRGGBB
   * @throws IndexOutOfBoundsException if there is no such class
   */
  public int color(int label) {
    return colors[Objects.checkIndex(label, colors.length)];
  }

  /**
   * The colour of a class as web pages write it.
   *
   * @param label the class, 0..K-1
   * @return such as {@code "#1f77b4"}
   * @throws IndexOutOfBoundsException if there is no such class
   */
  public String hex(int label) {
    return String.format(Locale.ROOT, "#%06x", color(label));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Palette that && Arrays.equals(colors, that.colors);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(colors);
  }

  @Override
  public String toString() {
    return "palette of " + colors.length + " colours";
  }
}

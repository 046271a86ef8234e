package ai.stego.train.config;

import ai.stego.tensor.InputException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * Everything about a training run that changes its result, with the reference's value as default.
 * The names serve the command line, the configuration file and the run folder alike.
 */
@SuppressWarnings("ImmutableEnumChecker") // all types and values are records, boxes and strings
public enum Setting {
  /** Optimiser steps. */
  STEPS(whole(1, 100_000_000), "5000", "Optimiser steps."),
  /** Images of a step. */
  BATCH(whole(2, 4096), "16", "B: images of a step, each with one neighbour."),
  /** What every random choice follows from. */
  SEED(whole(Long.MIN_VALUE, Long.MAX_VALUE), "0", "What every random choice follows from."),

  /** R, the side of the squares that are trained on. */
  SIZE(whole(8, 4096), "224", "R: photographs become squares of R x R pixels."),
  /** What of each photograph is trained on. */
  CROP(
      SettingType.Choice.of("center", "five"),
      "center",
      "center: one square of each photograph; five: of its corners and centre too, small things"
          + " grow."),
  /** How photographs are resized. */
  RESIZE(
      SettingType.Choice.of("nearest", "bilinear"),
      "nearest",
      "nearest, as the reference, or bilinear, smoother."),

  /** K, the clusters to find. */
  CLASSES(whole(1, 65_535), "27", "K: clusters to find; with labels, the number of classes."),
  /** E, clusters beyond the classes. */
  EXTRA_CLUSTERS(whole(0, 65_535), "0", "E: clusters beyond the classes."),
  /** Z, the width of the codes. */
  CODE_WIDTH(whole(1, 65_536), "70", "Z: width of the codes."),
  /** The form of the segmentation head. */
  HEAD(
      SettingType.Choice.of("nonlinear", "linear"),
      "nonlinear",
      "nonlinear: a linear layer plus a two-layer branch; linear: the layer alone."),
  /** Share of feature channels dropped while training. */
  DROPOUT(real(0, 0.95), "0.1", "Share of feature channels dropped while training."),

  /** S, sampled positions along each side. */
  SAMPLES(whole(1, 256), "11", "S: S x S positions of each image are compared."),
  /** R, shuffled images that each image is compared with. */
  NEGATIVES(whole(1, 256), "5", "Shuffled images that each image is compared with."),
  /** The ranks that a neighbour is drawn from. */
  NEIGHBORS(whole(1, 4096), "7", "A neighbour is one of the so many most alike images."),
  /** Weight of the term of an image with itself. */
  SELF_WEIGHT(real(0, 1e6), "0.67", "Weight of an image with itself."),
  /** Weight of the term of an image with a neighbour. */
  NEIGHBOR_WEIGHT(real(0, 1e6), "0.25", "Weight of an image with its neighbour."),
  /** Weight of the term of an image with shuffled ones. */
  NEGATIVE_WEIGHT(real(0, 1e6), "0.63", "Weight of an image with shuffled ones."),
  /** What features of one image must have in common to attract. */
  SELF_SHIFT(
      real(-2, 2), "0.18", "Features of one image more alike than this attract, others repel."),
  /** What features of neighbours must have in common to attract. */
  NEIGHBOR_SHIFT(real(-2, 2), "0.12", "The same for an image and its neighbour."),
  /** What features of shuffled images must have in common to attract. */
  NEGATIVE_SHIFT(real(-2, 2), "0.46", "The same for an image and shuffled ones."),
  /** Whether the three shifts are chosen from the data. */
  AUTO_SHIFT(flag(), "false", "Choose the three shifts from the features of these images."),
  /** Whether correspondences are centred for each position. */
  POINTWISE(flag(), "true", "Centre the feature correspondences of each position."),
  /** Whether negative code correspondences count as 0. */
  ZERO_CLAMP(flag(), "true", "Negative code correspondences count as 0."),
  /** Whether code correspondences above 0.8 count as 0.8. */
  STABILIZED(flag(), "false", "Code correspondences above 0.8 count as 0.8."),

  /** Adam's rate for the head. */
  HEAD_RATE(real(0, 10), "0.0005", "Learning rate of the head (Adam)."),
  /** Adam's rate for the centroids. */
  CLUSTER_RATE(real(0, 10), "0.005", "Learning rate of the cluster probe (Adam)."),
  /** Adam's rate for the linear probe. */
  LINEAR_RATE(real(0, 10), "0.005", "Learning rate of the linear probe (Adam)."),

  /** Whether features are stored, and how. */
  STORE(
      SettingType.Choice.of("float16", "float32", "none"),
      "float16",
      "Features are stored once as float16 or float32; none: computed at every step, rounded to"
          + " float16."),
  /** Steps between two lines of the log. */
  LOG_EVERY(whole(1, 1_000_000), "10", "Steps between two entries of the log."),
  /** Steps between two checkpoints. */
  CHECKPOINT_EVERY(whole(1, 100_000_000), "250", "Steps between two checkpoints."),
  /** Checkpoints that are kept. */
  KEEP(whole(1, 10_000), "3", "Checkpoints that are kept, the newest."),
  /** Steps between two validations. */
  VALIDATE_EVERY(
      whole(1, 100_000_000), "250", "Steps between two validations, where there are labels.");

  private final SettingType type;
  private final String fallbackText;
  private final String description;

  Setting(SettingType type, String fallback, String description) {
    this.type = type;
    this.fallbackText = fallback;
    this.description = description;
  }

  private static SettingType whole(long least, long most) {
    return new SettingType.Whole(least, most);
  }

  private static SettingType real(double least, double most) {
    return new SettingType.Real(least, most);
  }

  private static SettingType flag() {
    return new SettingType.Flag();
  }

  /**
   * Its name in files and on the command line.
   *
   * @return such as {@code "negative-shift"}
   */
  public String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * What its text may be.
   *
   * @return the type
   */
  public SettingType type() {
    return type;
  }

  /**
   * The reference's value.
   *
   * @return a Long, Double, Boolean or String
   */
  public Object fallback() {
    return type.parse(fallbackText);
  }

  /**
   * The reference's value as a person writes it.
   *
   * @return such as {@code "0.0005"}
   */
  public String fallbackText() {
    return fallbackText;
  }

  /**
   * What it is, for people.
   *
   * @return one sentence
   */
  public String description() {
    return description;
  }

  /**
   * Reads a value.
   *
   * @param text as it stands in a file or on the command line
   * @return a Long, Double, Boolean or String
   * @throws InputException if the text does not fit
   */
  public Object parse(String text) {
    try {
      return type.parse(text.strip());
    } catch (IllegalArgumentException e) {
      throw new InputException(
          key() + ": expected " + type.expected() + ", not '" + text.strip() + "'", e);
    }
  }

  /**
   * Finds a setting.
   *
   * @param key its name in files
   * @return the setting; empty if there is none of that name
   */
  public static Optional<Setting> find(String key) {
    return Arrays.stream(values()).filter(setting -> setting.key().equals(key)).findFirst();
  }
}

package ai.stego.train;

import ai.stego.train.config.Setting;
import ai.stego.train.config.TrainConfig;
import java.util.Arrays;

/**
 * Chooses the three shifts from the data. A shift parts the pairs of positions into those that
 * attract and those that repel, so it is the quantile of the correspondences that leaves a presumed
 * share of pairs above it: two positions of one image show the same thing more often than positions
 * of neighbours, and those more often than positions of unrelated images.
 */
public final class AutoShift {
  /** The share of pairs within an image that attract. */
  public static final double SELF_SHARE = 0.4;

  /** The share of pairs of neighbours that attract. */
  public static final double NEIGHBOR_SHARE = 0.25;

  /** The share of pairs of shuffled images that attract. */
  public static final double NEGATIVE_SHARE = 0.1;

  private AutoShift() {}

  /**
   * Replaces the shifts of a configuration.
   *
   * @param config the configuration
   * @param samples correspondences of its data
   * @return the same with other shifts
   */
  public static TrainConfig apply(TrainConfig config, Correspondences samples) {
    return config
        .with(Setting.SELF_SHIFT, shift(samples.self(), SELF_SHARE))
        .with(Setting.NEIGHBOR_SHIFT, shift(samples.neighbor(), NEIGHBOR_SHARE))
        .with(Setting.NEGATIVE_SHIFT, shift(samples.negative(), NEGATIVE_SHARE));
  }

  /**
   * The value that a share of the samples lies above.
   *
   * @param samples at least one
   * @param share in (0, 1)
   * @return the value, rounded to three digits after the point
   */
  static double shift(float[] samples, double share) {
    float[] sorted = samples.clone();
    Arrays.sort(sorted);
    int index = (int) Math.floor((1 - share) * (sorted.length - 1));
    return Math.rint(sorted[index] * 1000.0) / 1000;
  }
}

package ai.stego.train.config;

import ai.stego.image.Preprocess;
import ai.stego.tensor.InputException;
import ai.stego.train.data.Dataset;
import ai.stego.train.data.FiveCrop;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A value for every {@link Setting}. Immutable. */
public final class TrainConfig {
  /** The reference's values. */
  public static final TrainConfig DEFAULT = new TrainConfig(new EnumMap<>(Setting.class));

  /** What says how long a run goes on and what it tells, but not what it learns. */
  private static final Set<Setting> FREE =
      EnumSet.of(
          Setting.STEPS,
          Setting.LOG_EVERY,
          Setting.CHECKPOINT_EVERY,
          Setting.KEEP,
          Setting.VALIDATE_EVERY);

  private final Map<Setting, Object> chosen;

  private TrainConfig(Map<Setting, Object> chosen) {
    this.chosen = chosen;
  }

  /**
   * These values with one changed.
   *
   * @param setting which one
   * @param value its new value: a number, a flag or a word, or the text of one
   * @return a new configuration
   * @throws InputException if the value does not fit the setting
   */
  public TrainConfig with(Setting setting, Object value) {
    Map<Setting, Object> changed = new EnumMap<>(Setting.class);
    changed.putAll(chosen);
    changed.put(setting, setting.parse(value.toString()));
    return new TrainConfig(changed);
  }

  /**
   * These values with some changed.
   *
   * @param values texts by setting
   * @return a new configuration
   * @throws InputException if a value does not fit its setting
   */
  public TrainConfig with(Map<Setting, String> values) {
    TrainConfig changed = this;
    for (Map.Entry<Setting, String> entry : values.entrySet()) {
      changed = changed.with(entry.getKey(), entry.getValue());
    }
    return changed;
  }

  /**
   * Whether somebody chose a value, be it the reference's.
   *
   * @param setting which one
   * @return false if it is only the default
   */
  public boolean says(Setting setting) {
    return chosen.containsKey(setting);
  }

  /**
   * A value.
   *
   * @param setting which one
   * @return a Long, Double, Boolean or String
   */
  public Object get(Setting setting) {
    return chosen.getOrDefault(setting, setting.fallback());
  }

  /**
   * A whole number.
   *
   * @param setting one of that type, within an int
   * @return its value
   */
  public int count(Setting setting) {
    return Math.toIntExact((Long) get(setting));
  }

  /**
   * A number.
   *
   * @param setting one of that type
   * @return its value
   */
  public double number(Setting setting) {
    return (Double) get(setting);
  }

  /**
   * Yes or no.
   *
   * @param setting one of that type
   * @return its value
   */
  public boolean flag(Setting setting) {
    return (Boolean) get(setting);
  }

  /**
   * A word.
   *
   * @param setting one of that type
   * @return its value
   */
  public String word(Setting setting) {
    return (String) get(setting);
  }

  /**
   * How photographs become squares.
   *
   * @return the middle square of R x R pixels, resized by the filter that was chosen
   */
  public Preprocess preprocess() {
    Preprocess.Filter filter =
        word(Setting.RESIZE).equals("nearest")
            ? Preprocess.Filter.NEAREST
            : Preprocess.Filter.BILINEAR;
    return new Preprocess(count(Setting.SIZE), Preprocess.Crop.CENTER, filter);
  }

  /**
   * What of photographs is trained on.
   *
   * @param photographs the whole photographs
   * @return the same, or five crops of each
   */
  public Dataset cropped(Dataset photographs) {
    return word(Setting.CROP).equals("five") ? new FiveCrop(photographs) : photographs;
  }

  /**
   * What every random choice follows from.
   *
   * @return the seed
   */
  public long seed() {
    return (Long) get(Setting.SEED);
  }

  /**
   * Requires that a run of this configuration can go on under another one: only how long it goes on
   * and how often it logs, saves and validates may differ.
   *
   * @param other the other configuration
   * @throws InputException if they differ otherwise; it lists where
   */
  public void requireSameRun(TrainConfig other) {
    List<String> differences = new ArrayList<>();
    for (Setting setting : EnumSet.complementOf(EnumSet.copyOf(FREE))) {
      if (!get(setting).equals(other.get(setting))) {
        differences.add(setting.key() + " is " + get(setting) + ", not " + other.get(setting));
      }
    }
    if (!differences.isEmpty()) {
      throw new InputException(
          "a run goes on only as it began: its " + String.join("; its ", differences));
    }
  }

  @Override
  public boolean equals(Object other) {
    if (!(other instanceof TrainConfig config)) {
      return false;
    }
    for (Setting setting : Setting.values()) {
      if (!get(setting).equals(config.get(setting))) {
        return false;
      }
    }
    return true;
  }

  @Override
  public int hashCode() {
    int hash = 1;
    for (Setting setting : Setting.values()) {
      hash = 31 * hash + get(setting).hashCode();
    }
    return hash;
  }

  /**
   * All values, one to a line.
   *
   * @return as a configuration file has them
   */
  @Override
  public String toString() {
    return ConfigFile.format(this);
  }
}

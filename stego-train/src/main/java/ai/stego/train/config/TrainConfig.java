package ai.stego.train.config;

import ai.stego.tensor.InputException;
import java.util.EnumMap;
import java.util.Map;

/** A value for every {@link Setting}. Immutable. */
public final class TrainConfig {
  /** The reference's values. */
  public static final TrainConfig DEFAULT = new TrainConfig(new EnumMap<>(Setting.class));

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
   * What every random choice follows from.
   *
   * @return the seed
   */
  public long seed() {
    return (Long) get(Setting.SEED);
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

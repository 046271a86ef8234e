package ai.stego.train.config;

import ai.stego.tensor.InputException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** Settings in a YAML file: one {@code key: value} to a line, by the keys of {@link Setting}. */
public final class ConfigFile {
  /** The key of a model file's text that holds the settings it was trained with. */
  public static final String METADATA = "training.settings";

  private static final int LONGEST_METADATA = 1 << 16;

  private ConfigFile() {}

  /**
   * Reads a file.
   *
   * @param file a YAML mapping of settings; a {@code preset} among them is where the others start
   * @param base the values of what the file leaves out, if it names no preset
   * @return the configuration
   * @throws InputException if the file is not YAML, holds an unknown key or a value that does not
   *     fit
   * @throws IOException if it cannot be read
   */
  public static TrainConfig read(Path file, TrainConfig base) throws IOException {
    String yaml = YamlTexts.text(file);
    try {
      return parse(yaml, base);
    } catch (InputException e) {
      throw new InputException(file + ": " + e.getMessage(), e);
    }
  }

  /**
   * Reads the text of a file.
   *
   * @param yaml what {@link #format} writes, or less
   * @return the configuration; what the text leaves out is the reference's
   * @throws InputException as {@link #read}
   */
  public static TrainConfig parse(String yaml) {
    return parse(yaml, TrainConfig.DEFAULT);
  }

  /**
   * The settings that a model was trained with.
   *
   * @param source the model's file, for messages
   * @param metadata its texts
   * @return empty if it does not say, as STEGO's own checkpoints do not
   * @throws InputException if the text there is no configuration
   */
  public static Optional<TrainConfig> ofModel(String source, Map<String, String> metadata) {
    String yaml = metadata.get(METADATA);
    if (yaml == null) {
      return Optional.empty();
    }
    try {
      if (yaml.length() > LONGEST_METADATA) {
        throw new InputException("too long: " + yaml.length() + " characters");
      }
      return Optional.of(parse(yaml));
    } catch (InputException e) {
      throw new InputException(source + ": " + METADATA + ": " + e.getMessage(), e);
    }
  }

  static TrainConfig parse(String yaml, TrainConfig base) {
    TrainConfig start = base;
    Map<Setting, String> values = new EnumMap<>(Setting.class);
    for (Map.Entry<String, String> entry : YamlTexts.parse(yaml).entrySet()) {
      String key = entry.getKey();
      if (key.equals("preset")) {
        start = Presets.get(entry.getValue());
      } else {
        values.put(Setting.find(key).orElseThrow(() -> unknown(key)), entry.getValue());
      }
    }
    return start.with(values);
  }

  /** A key that is none, and what was probably meant. */
  private static InputException unknown(String key) {
    return new InputException(
        "unknown setting '"
            + key
            + "'"
            + Suggestion.of(key, Arrays.stream(Setting.values()).map(Setting::key).toList()));
  }

  /**
   * Writes every setting, with what it is as a comment.
   *
   * @param config the values
   * @return the text of a file that {@link #read} takes
   */
  public static String format(TrainConfig config) {
    StringBuilder text = new StringBuilder();
    for (Setting setting : Setting.values()) {
      text.append("# ").append(setting.description()).append('\n');
      text.append(setting.key()).append(": ").append(config.get(setting)).append('\n');
    }
    return text.toString();
  }
}

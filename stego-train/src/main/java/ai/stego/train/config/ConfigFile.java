package ai.stego.train.config;

import ai.stego.tensor.InputException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.schema.FailsafeSchema;

/** Settings in a YAML file: one {@code key: value} to a line, by the keys of {@link Setting}. */
public final class ConfigFile {
  private static final long LARGEST = 1 << 20;

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
    try {
      if (Files.size(file) > LARGEST) {
        throw new InputException("too large for a configuration: over " + LARGEST + " bytes");
      }
      return parse(Files.readString(file, StandardCharsets.UTF_8), base);
    } catch (CharacterCodingException e) {
      throw new InputException(file + ": this is not UTF-8 text", e);
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

  static TrainConfig parse(String yaml, TrainConfig base) {
    TrainConfig start = base;
    Map<Setting, String> values = new EnumMap<>(Setting.class);
    for (Map.Entry<?, ?> entry : mapping(yaml).entrySet()) {
      String key = String.valueOf(entry.getKey());
      if (!(entry.getValue() instanceof String text)) {
        throw new InputException(key + ": expected one value");
      }
      if (key.equals("preset")) {
        start = Presets.get(text);
      } else {
        values.put(Setting.find(key).orElseThrow(() -> unknown(key)), text);
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

  private static Map<?, ?> mapping(String yaml) {
    // Every scalar stays the text that it is; each setting knows its own type.
    LoadSettings settings =
        LoadSettings.builder()
            .setSchema(new FailsafeSchema())
            .setAllowDuplicateKeys(false)
            .setMaxAliasesForCollections(10)
            .build();
    try {
      Iterator<Object> documents = new Load(settings).loadAllFromString(yaml).iterator();
      if (documents.hasNext() && documents.next() instanceof Map<?, ?> map) {
        return map;
      }
      throw new InputException("expected lines of 'key: value'");
    } catch (YamlEngineException e) {
      throw new InputException("not sound YAML: " + e.getMessage().replaceAll("\\s+", " "), e);
    }
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

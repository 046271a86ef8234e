package ai.stego.vit.weights;

import ai.stego.tensor.InputException;
import ai.stego.tensor.io.FormatException;
import ai.stego.vit.VitConfig;
import java.util.Map;

/** A vision transformer's sizes as texts in a file's metadata. */
final class ConfigMetadata {
  private static final String PREFIX = "backbone.";
  private static final String HEADS = "heads";
  private static final String ROWS = "trained_rows";
  private static final String COLUMNS = "trained_columns";

  private ConfigMetadata() {}

  static void put(Map<String, String> metadata, VitConfig config) {
    put(metadata, "patch", config.patch());
    put(metadata, "width", config.width());
    put(metadata, "depth", config.depth());
    put(metadata, HEADS, config.heads());
    put(metadata, "hidden", config.hidden());
    put(metadata, ROWS, config.trainedRows());
    put(metadata, COLUMNS, config.trainedColumns());
    put(metadata, "channels", config.channels());
    metadata.put(PREFIX + "epsilon", Float.toString(config.epsilon()));
  }

  private static void put(Map<String, String> metadata, String key, int value) {
    metadata.put(PREFIX + key, Integer.toString(value));
  }

  static VitConfig read(String source, Map<String, String> metadata) {
    float epsilon;
    String text = text(source, metadata, "epsilon");
    try {
      epsilon = Float.parseFloat(text);
    } catch (NumberFormatException e) {
      throw new InputException(source + ": metadata backbone.epsilon is no number", e);
    }
    return new VitConfig(
        number(source, metadata, "patch"),
        number(source, metadata, "width"),
        number(source, metadata, "depth"),
        number(source, metadata, HEADS),
        number(source, metadata, "hidden"),
        number(source, metadata, ROWS),
        number(source, metadata, COLUMNS),
        number(source, metadata, "channels"),
        epsilon);
  }

  /** What the metadata tells of the sizes that tensors cannot say. */
  static BackboneWeights.Hints hints(String source, Map<String, String> metadata) {
    if (!metadata.containsKey(PREFIX + HEADS)) {
      return BackboneWeights.Hints.NONE;
    }
    return new BackboneWeights.Hints(
        number(source, metadata, HEADS),
        number(source, metadata, ROWS),
        number(source, metadata, COLUMNS));
  }

  private static int number(String source, Map<String, String> metadata, String key) {
    String text = text(source, metadata, key);
    String fault = source + ": metadata " + PREFIX + key + " ";
    int number;
    try {
      number = Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new InputException(fault + "is no whole number: " + FormatException.oneLine(text), e);
    }
    if (number < 1) {
      throw new InputException(fault + "is " + number + ", must be 1 or more");
    }
    return number;
  }

  private static String text(String source, Map<String, String> metadata, String key) {
    String text = metadata.get(PREFIX + key);
    if (text == null) {
      throw new InputException(source + ": metadata " + PREFIX + key + " is missing");
    }
    return text;
  }
}

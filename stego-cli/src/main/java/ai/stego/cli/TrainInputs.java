package ai.stego.cli;

import ai.stego.tensor.InputException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a run trains on, as texts by key: they are written into the run's folder, and read from
 * there to go on.
 *
 * @param texts those that were given
 */
record TrainInputs(Map<String, String> texts) {
  static final String DATA = "data";
  static final String DATASET = "dataset";
  static final String CLASS_NAMES = "class-names";
  static final String LABELS = "labels";
  static final String BACKBONE = "backbone";
  static final String HEADS = "heads";
  static final String STORE_DIR = "store-dir";
  static final String EMBED = "embed-backbone";

  /**
   * What must be the same when a run goes on. Photographs and backbone may have moved: what they
   * hold is compared.
   */
  private static final List<String> FIXED = List.of(DATASET, LABELS, HEADS);

  /** Of a run that goes on: its own, which those given now may repeat but not change. */
  TrainInputs resumedFrom(Map<String, String> recorded) {
    for (String key : FIXED) {
      String now = texts.get(key);
      if (now != null && !now.equals(recorded.get(key))) {
        throw new InputException(
            "a run goes on only as it began: its "
                + key
                + " is "
                + recorded.getOrDefault(key, "not set")
                + ", not "
                + now);
      }
    }
    Map<String, String> all = new LinkedHashMap<>(recorded);
    all.putAll(texts);
    return new TrainInputs(all);
  }

  /** A text that the run cannot do without. */
  String require(String key, String otherwise) {
    return text(key).orElseThrow(() -> new InputException(otherwise));
  }

  Optional<String> text(String key) {
    return Optional.ofNullable(texts.get(key));
  }

  Optional<Path> path(String key) {
    return text(key).map(Path::of);
  }

  boolean flag(String key) {
    return text(key).map("true"::equals).orElse(false);
  }
}

package ai.stego.train.config;

import ai.stego.tensor.InputException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Weights and shifts that the authors published for datasets and backbones. */
public final class Presets {
  private static final Map<String, TrainConfig> ALL = new LinkedHashMap<>();

  static {
    ALL.put("default", TrainConfig.DEFAULT);
    ALL.put(
        "cocostuff27",
        terms(new double[] {0.63, 0.25, 0.67}, new double[] {0.66, 0.02, 0.08})
            .with(Setting.CLASSES, 27)
            .with(Setting.CODE_WIDTH, 90));
    ALL.put(
        "cocostuff27-base",
        terms(new double[] {0.1538476246415498, 1, 0.1}, new double[] {1, 0.2, 0.12})
            .with(Setting.CLASSES, 27)
            .with(Setting.CODE_WIDTH, 90));
    ALL.put(
        "cityscapes27-base",
        terms(
                new double[] {0.9058762625226623, 0.577453483136995, 1},
                new double[] {0.31361241889448443, 0.1754346515479633, 0.45828472207})
            .with(Setting.CLASSES, 27)
            .with(Setting.CODE_WIDTH, 100)
            .with(Setting.POINTWISE, false));
    ALL.put(
        "potsdam3",
        terms(new double[] {0.63, 0.25, 0.67}, new double[] {0.46, 0.02, 0.08})
            .with(Setting.CLASSES, 3)
            .with(Setting.CODE_WIDTH, 70));
  }

  private Presets() {}

  /** Weights and shifts in the order of the reference: negative, neighbour, self. */
  private static TrainConfig terms(double[] weights, double[] shifts) {
    return TrainConfig.DEFAULT
        .with(Setting.NEGATIVE_WEIGHT, weights[0])
        .with(Setting.NEIGHBOR_WEIGHT, weights[1])
        .with(Setting.SELF_WEIGHT, weights[2])
        .with(Setting.NEGATIVE_SHIFT, shifts[0])
        .with(Setting.NEIGHBOR_SHIFT, shifts[1])
        .with(Setting.SELF_SHIFT, shifts[2]);
  }

  /**
   * What there is.
   *
   * @return the names
   */
  public static List<String> names() {
    return List.copyOf(ALL.keySet());
  }

  /**
   * Finds a preset.
   *
   * @param name one of {@link #names}
   * @return its values
   * @throws InputException if there is none of that name
   */
  public static TrainConfig get(String name) {
    TrainConfig preset = ALL.get(name);
    if (preset == null) {
      throw new InputException(
          "preset '"
              + name
              + "' is unknown"
              + Suggestion.of(name, ALL.keySet())
              + "; there are "
              + String.join(", ", ALL.keySet()));
    }
    return preset;
  }
}

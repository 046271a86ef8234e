package ai.stego.train.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.stego.tensor.InputException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The numbers that the authors published, in their order: negative, neighbour, self. */
class PresetsTest {
  @ParameterizedTest
  @CsvSource({
    "default, 0.63, 0.25, 0.67",
    "cocostuff27, 0.63, 0.25, 0.67",
    "cocostuff27-base, 0.1538476246415498, 1, 0.1",
    "cityscapes27-base, 0.9058762625226623, 0.577453483136995, 1",
    "potsdam3, 0.63, 0.25, 0.67"
  })
  void theWeightsAreThePublishedOnes(String name, double negative, double neighbor, double self) {
    TrainConfig preset = Presets.get(name);
    assertEquals(negative, preset.number(Setting.NEGATIVE_WEIGHT));
    assertEquals(neighbor, preset.number(Setting.NEIGHBOR_WEIGHT));
    assertEquals(self, preset.number(Setting.SELF_WEIGHT));
  }

  @ParameterizedTest
  @CsvSource({
    "default, 0.46, 0.12, 0.18",
    "cocostuff27, 0.66, 0.02, 0.08",
    "cocostuff27-base, 1, 0.2, 0.12",
    "cityscapes27-base, 0.31361241889448443, 0.1754346515479633, 0.45828472207",
    "potsdam3, 0.46, 0.02, 0.08"
  })
  void theShiftsAreThePublishedOnes(String name, double negative, double neighbor, double self) {
    TrainConfig preset = Presets.get(name);
    assertEquals(negative, preset.number(Setting.NEGATIVE_SHIFT));
    assertEquals(neighbor, preset.number(Setting.NEIGHBOR_SHIFT));
    assertEquals(self, preset.number(Setting.SELF_SHIFT));
  }

  @ParameterizedTest
  @CsvSource({
    "default, 27, 70, true",
    "cocostuff27, 27, 90, true",
    "cocostuff27-base, 27, 90, true",
    "cityscapes27-base, 27, 100, false",
    "potsdam3, 3, 70, true"
  })
  void sizesAndCentringAreThePublishedOnes(String name, int classes, int width, boolean pointwise) {
    TrainConfig preset = Presets.get(name);
    assertEquals(classes, preset.count(Setting.CLASSES));
    assertEquals(width, preset.count(Setting.CODE_WIDTH));
    assertEquals(pointwise, preset.flag(Setting.POINTWISE));
  }

  @Test
  void whatAllShareIsTheReferences() {
    for (String name : Presets.names()) {
      TrainConfig preset = Presets.get(name);
      assertEquals(16, preset.count(Setting.BATCH));
      assertEquals(224, preset.count(Setting.SIZE));
      assertEquals(11, preset.count(Setting.SAMPLES));
      assertEquals(5, preset.count(Setting.NEGATIVES));
      assertEquals(7, preset.count(Setting.NEIGHBORS));
      assertEquals(0.1, preset.number(Setting.DROPOUT));
      assertEquals(5e-4, preset.number(Setting.HEAD_RATE));
      assertEquals(5e-3, preset.number(Setting.CLUSTER_RATE));
      assertEquals(5e-3, preset.number(Setting.LINEAR_RATE));
      assertTrue(preset.flag(Setting.ZERO_CLAMP));
    }
    assertEquals(5, Presets.names().size());
  }

  @Test
  void anUnknownPresetIsNamedWithThoseThatThereAre() {
    String line = assertThrows(InputException.class, () -> Presets.get("cocostuff")).getMessage();
    assertTrue(line.contains(String.join(", ", Presets.names())), line);
    assertEquals(List.of("default"), Presets.names().subList(0, 1));
  }
}

package ai.stego.train.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.stego.tensor.InputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigFileTest {
  @TempDir Path folder;

  private static String refusal(String yaml) {
    return assertThrows(
            InputException.class, () -> ConfigFile.parse(yaml, TrainConfig.DEFAULT), yaml)
        .getMessage();
  }

  @Test
  void whatIsWrittenIsReadBack() {
    TrainConfig config =
        Presets.get("cityscapes27-base")
            .with(Setting.SEED, Long.MIN_VALUE)
            .with(Setting.HEAD_RATE, 1e-5)
            .with(Setting.STORE, "none");
    assertEquals(config, ConfigFile.parse(ConfigFile.format(config), TrainConfig.DEFAULT));
  }

  @ParameterizedTest
  @EnumSource(Setting.class)
  void everySettingHasADefaultThatItsTypeTakes(Setting setting) {
    assertEquals(setting.fallback(), setting.parse(TrainConfig.DEFAULT.get(setting).toString()));
    assertEquals(setting, Setting.find(setting.key()).orElseThrow());
  }

  @Test
  void aPresetIsWhereTheOtherLinesStart() {
    TrainConfig config =
        ConfigFile.parse("steps: 7\npreset: cocostuff27\nself-shift: 0.5\n", TrainConfig.DEFAULT);
    assertEquals(7, config.count(Setting.STEPS));
    assertEquals(0.66, config.number(Setting.NEGATIVE_SHIFT));
    assertEquals(0.5, config.number(Setting.SELF_SHIFT));
  }

  @ParameterizedTest
  @CsvSource({
    "stepps, steps",
    "negative_shift, negative-shift",
    "neighbour-weight, neighbor-weight",
    "lr, ''",
  })
  void anUnknownKeyIsRefusedWithWhatWasProbablyMeant(String key, String meant) {
    String line = refusal(key + ": 3");
    assertTrue(line.contains("unknown setting '" + key + "'"), line);
    assertEquals(!meant.isEmpty(), line.contains("did you mean '" + meant + "'"), line);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "steps: many",
        "steps: 0",
        "steps: 1.5",
        "batch: 1",
        "dropout: NaN",
        "self-shift: Infinity",
        "pointwise: yes",
        "head: quadratic",
        "steps: [1, 2]",
        "steps: {a: b}",
        "steps:",
        "preset: coco",
        "- steps",
        "steps",
        "",
        "steps: 1\nsteps: 2",
        "steps: '1",
        "steps: !!java.lang.Runtime x",
      })
  void whatDoesNotFitIsRefusedInOneLine(String yaml) {
    assertEquals(1, refusal(yaml).lines().count(), yaml);
  }

  @Test
  void deepNestingIsRefusedBeforeTheStackIsExhausted() {
    for (String open : new String[] {"[", "{a: ", "a: [", "- "}) {
      String line = refusal(open.repeat(100_000));
      assertEquals(1, line.lines().count(), open);
    }
  }

  @Test
  void aModelSaysItsSettings() {
    TrainConfig config = TrainConfig.DEFAULT.with(Setting.SIZE, 320).with(Setting.CROP, "five");
    Map<String, String> texts = Map.of("training.settings", ConfigFile.format(config));
    assertEquals(Optional.of(config), ConfigFile.ofModel("m", texts));
    assertEquals(Optional.empty(), ConfigFile.ofModel("m", Map.of()));
  }

  @Test
  void settingsOfAModelThatAreNoneAreRefusedWithItsName() {
    for (String yaml : new String[] {"size: -1", "sise: 1", "", "#".repeat(70_000)}) {
      Map<String, String> texts = Map.of("training.settings", yaml);
      InputException refused =
          assertThrows(InputException.class, () -> ConfigFile.ofModel("m.safetensors", texts));
      String line = refused.getMessage();
      assertTrue(line.startsWith("m.safetensors: training.settings: "), line);
    }
  }

  @Test
  void aRefusalNamesTheFile() throws Exception {
    Path file = Files.writeString(folder.resolve("run.yaml"), "steps: none");
    String line =
        assertThrows(InputException.class, () -> ConfigFile.read(file, TrainConfig.DEFAULT))
            .getMessage();
    assertEquals(file + ": steps: expected a whole number from 1 to 100000000, not 'none'", line);
  }

  @Test
  void aFileThatIsNotTextIsRefused() throws Exception {
    Path file = Files.write(folder.resolve("run.yaml"), new byte[] {(byte) 0xFF, 0, 1});
    assertThrows(InputException.class, () -> ConfigFile.read(file, TrainConfig.DEFAULT));
  }
}

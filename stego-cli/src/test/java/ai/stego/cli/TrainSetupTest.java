package ai.stego.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.stego.image.ImageWriter;
import ai.stego.image.Rgb;
import ai.stego.tensor.InputException;
import ai.stego.tensor.testing.Golden;
import ai.stego.train.TrainingRequest;
import ai.stego.train.config.Setting;
import ai.stego.train.config.TrainConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run is asked to train on. */
class TrainSetupTest {
  @TempDir private Path folder;

  /** Two photographs and one label file, which belongs to neither. */
  @BeforeEach
  void makeData() throws IOException {
    Path images = Files.createDirectories(folder.resolve("data/imgs/train"));
    Path labels = Files.createDirectories(folder.resolve("data/labels/train"));
    Rgb photo = new Rgb(4, 5, new byte[60]);
    ImageWriter.writePng(photo, images.resolve("a.png"));
    ImageWriter.writePng(photo, images.resolve("b.png"));
    ImageWriter.writePng(photo, labels.resolve("c.png"));
  }

  private TrainingRequest request(Map<String, String> more, TrainConfig config) throws IOException {
    Map<String, String> texts = new HashMap<>(more);
    texts.put(TrainInputs.DATA, folder.resolve("data").toString());
    texts.put(TrainInputs.BACKBONE, Golden.path("vit_nano.weights.safetensors").toString());
    texts.put(TrainInputs.HEADS, "3");
    return TrainSetup.of(new TrainInputs(texts), folder.resolve("run")).request(config);
  }

  private void assertRefused(Map<String, String> texts, String why) {
    InputException refused =
        assertThrows(InputException.class, () -> request(texts, TrainConfig.DEFAULT));
    assertTrue(refused.getMessage().contains(why), refused.getMessage());
  }

  @Test
  void labelsThatDoNotPairDoNotMatterWhereNobodyWantsThem() throws IOException {
    assertRefused(Map.of(), "images and labels do not pair");
    TrainingRequest request =
        request(
            Map.of(TrainInputs.LABELS, "false"), TrainConfig.DEFAULT.with(Setting.CLASSES, "300"));
    assertEquals(2, request.images().size());
    assertEquals(Optional.empty(), request.images().classes());
    assertEquals(Optional.empty(), request.validation());
    assertEquals(300, request.config().count(Setting.CLASSES));
  }

  @Test
  void classesThatNobodyLooksForHaveNoNames() {
    assertRefused(
        Map.of(TrainInputs.LABELS, "false", TrainInputs.CLASS_NAMES, "names.txt"), "--class-names");
  }
}

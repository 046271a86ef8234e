package ai.stego.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.stego.tensor.testing.Golden;
import ai.stego.train.config.ConfigFile;
import ai.stego.train.config.Setting;
import ai.stego.train.config.TrainConfig;
import ai.stego.vit.weights.ModelFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainSettingsTest {
  private static final String BACKBONE = Golden.path("vit_nano.weights.safetensors").toString();

  @TempDir private Path folder;
  private Path photos;

  @BeforeEach
  void makePhotos() throws IOException {
    photos = TestPhotos.write(folder.resolve("photos"));
  }

  private Path run() {
    return folder.resolve("run");
  }

  /** Everything small, and what a test adds. */
  private Cli train(String... more) {
    List<String> args = new ArrayList<>(List.of("train", "-o", run().toString()));
    args.addAll(List.of("--device", "scalar"));
    args.addAll(List.of(more));
    return Cli.run(args.toArray(String[]::new));
  }

  private Cli begin(String... more) {
    List<String> args = new ArrayList<>(List.of(photos.toString(), "-b", BACKBONE, "--heads", "3"));
    args.addAll(List.of("--size", "40", "--batch", "2", "--samples", "3", "--code-width", "5"));
    args.addAll(List.of("--classes", "2"));
    args.addAll(List.of(more));
    return train(args.toArray(String[]::new));
  }

  @Test
  void leavesAModelAndAPage() throws IOException {
    Cli said = begin("--steps", "3", "--embed-backbone");
    assertEquals(Main.FINE, said.code(), said.err());
    assertTrue(said.out().contains("trained 3 steps"), said.out());
    assertEquals(2, ModelFile.read(run().resolve("model.safetensors")).classes());
    assertTrue(Files.exists(run().resolve("report.html")));
    TrainConfig config = ConfigFile.read(run().resolve("config.yaml"), TrainConfig.DEFAULT);
    assertEquals(5, config.count(Setting.CODE_WIDTH));
  }

  @Test
  void goesOnWithWhatTheFolderSays() throws IOException {
    begin("--steps", "2");
    Cli said = train("--resume", "--steps", "4");
    assertEquals(Main.FINE, said.code(), said.err());
    assertTrue(said.out().contains("trained 4 steps"), said.out());
    TrainConfig config = ConfigFile.read(run().resolve("config.yaml"), TrainConfig.DEFAULT);
    assertEquals(4, config.count(Setting.STEPS)); // else the next --resume would end at once
  }

  @Test
  void goesOnOnlyAsItBegan() {
    begin("--steps", "1");
    train("--resume", "--batch", "3").mistake("its batch is 2, not 3");
    train("--resume", "-b", "soft16").mistake("soft16", "not the backbone");
    begin("--steps", "2").mistake("holds a run already", "--resume");
  }

  @Test
  void aFlagDoesNotTakeThePhotographsForItsValue() {
    List<String> args = List.of("-b", BACKBONE, "--heads", "3", "--size", "40", "--steps", "1");
    List<String> all = new ArrayList<>(args);
    all.addAll(List.of("--batch", "2", "--auto-shift", photos.toString()));
    Cli said = train(all.toArray(String[]::new));
    assertEquals(Main.FINE, said.code(), said.err());
    assertTrue(said.err().contains("shifts chosen from the data"), said.err());
  }

  @Test
  void anOptionWinsOverAFileAndAFileOverAPreset() throws IOException {
    Path file = Files.writeString(folder.resolve("c.yaml"), "self-shift: 0.5\nsteps: 1\nseed: 4\n");
    Cli said = begin("--preset", "cocostuff27", "--config", file.toString(), "--seed", "9");
    assertEquals(Main.FINE, said.code(), said.err());
    TrainConfig config = ConfigFile.read(run().resolve("config.yaml"), TrainConfig.DEFAULT);
    assertEquals(9, config.seed());
    assertEquals(0.5, config.number(Setting.SELF_SHIFT));
    assertEquals(0.66, config.number(Setting.NEGATIVE_SHIFT));
  }

  @Test
  void refusesInOneLineAndLeavesNothing() throws IOException {
    train("--resume").mistake("holds no run");
    train("-b", "soft16").mistake("DATA is missing");
    train(photos.toString()).mistake("--backbone is missing");
    begin("--batch", "many").mistake("batch: expected a whole number");
    begin("--preset", "coco").mistake("preset 'coco' is unknown");
    begin("--stepps", "3").mistake("--stepps");
    train(folder.resolve("none").toString(), "-b", BACKBONE, "--heads", "3").mistake("none");
    Path file = Files.writeString(folder.resolve("c.yaml"), "stepps: 1\n");
    begin("--config", file.toString()).mistake("c.yaml", "did you mean 'steps'");
    assertFalse(Files.exists(run().resolve("model.safetensors")));
  }

  @Test
  void withoutLabelsThereMayBeMoreClustersThanALabelCanTellApart() throws IOException {
    Cli said = begin("--steps", "1", "--classes", "300");
    assertEquals(Main.FINE, said.code(), said.err());
    assertEquals(300, ModelFile.read(run().resolve("model.safetensors")).classes());
  }
}

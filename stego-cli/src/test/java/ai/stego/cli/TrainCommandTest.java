package ai.stego.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.stego.tensor.testing.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainCommandTest {
  private static final String BACKBONE = Golden.path("vit_nano.weights.safetensors").toString();

  @TempDir private Path folder;
  private Path photos;

  @BeforeEach
  void makePhotos() throws IOException {
    photos = TestPhotos.write(folder.resolve("photos of a day"));
  }

  private Path run() {
    return folder.resolve("a run");
  }

  private Cli train(Path data, String... more) {
    List<String> args = new ArrayList<>(List.of("train", data.toString(), "-b", BACKBONE));
    args.addAll(List.of("--heads", "3", "--size", "16", "--batch", "2", "--code-width", "5"));
    args.addAll(List.of("--samples", "3", "--classes", "2", "--steps", "3"));
    args.addAll(List.of("--device", "scalar", "-o", run().toString()));
    args.addAll(List.of(more));
    return Cli.run(args.toArray(String[]::new));
  }

  private Cli resume(String... more) {
    List<String> args = new ArrayList<>(List.of("train", "--resume", "-o", run().toString()));
    args.addAll(List.of("--device", "scalar"));
    args.addAll(List.of(more));
    return Cli.run(args.toArray(String[]::new));
  }

  private byte[] model() throws IOException {
    return Files.readAllBytes(run().resolve("model.safetensors"));
  }

  @Test
  void trainsAndSaysWhereTheModelIs() throws IOException {
    Cli said = train(photos);
    assertEquals(Main.FINE, said.code(), said.err());
    String model = run().resolve("model.safetensors").toString();
    assertEquals("trained 3 steps; the model is " + model, said.out().strip());
    assertTrue(Files.size(run().resolve("model.safetensors")) > 1000);
  }

  @Test
  void aSecondRunIsRefusedAndResumingAFinishedOneChangesNothing() throws IOException {
    train(photos);
    byte[] before = model();
    train(photos).mistake("--resume");
    assertEquals(Main.FINE, resume().code());
    assertArrayEquals(before, model());
  }

  @Test
  void aRunThatFailedBeforeItsFirstCheckpointCanBeBegunAgain() throws IOException {
    Path bad = photos.resolve("3.png");
    Files.writeString(bad, "no picture");
    Cli said = train(photos);
    assertEquals(Main.MISTAKE, said.code());
    assertTrue(said.err().contains("3.png"), said.err());
    Files.delete(bad);
    assertEquals(Main.FINE, train(photos, "--seed", "1").code());
  }

  @Test
  void photographsMayMoveBetweenTwoParts() throws IOException {
    train(photos);
    Path moved = folder.resolve("moved");
    Files.move(photos, moved);
    resume("--steps", "5").mistake("no such folder", "say where as DATA");
    Cli said = resume("--steps", "5", moved.toString());
    assertEquals(Main.FINE, said.code(), said.err());
    assertEquals(Main.FINE, resume("--steps", "6").code()); // where they are now is remembered
    Files.delete(moved.resolve("1.png"));
    Cli refused = resume("--steps", "7", moved.toString());
    assertEquals(Main.MISTAKE, refused.code());
    assertTrue(refused.err().contains("not those that the run began with"), refused.err());
  }

  @Test
  void otherSettingsAndDamagedFilesAreRefused() throws IOException {
    train(photos);
    resume("--seed", "4").mistake("goes on only as it began", "seed is 0, not 4");
    resume("--preset", "potsdam3").mistake("--preset");
    Files.writeString(run().resolve("inputs.yaml"), "data: [a");
    resume().mistake("inputs.yaml", "not sound YAML");
    Files.writeString(run().resolve("config.yaml"), "");
    resume().mistake("config.yaml");
    Files.delete(run().resolve("config.yaml"));
    resume().mistake("no run that could go on");
  }

  @Test
  void aSizeThatIsNoMultipleOfThePatchIsRefused() {
    train(photos, "--size", "18").mistake("the size 18 is not a multiple of the patch 8; take 16");
  }

  @Test
  void anUnknownSettingLeavesNothingBehind() throws IOException {
    Path config = Files.writeString(folder.resolve("c.yaml"), "clases: 3\n");
    train(photos, "--config", config.toString()).mistake("unknown setting", "'classes'");
    assertFalse(Files.exists(run()));
  }
}

package ai.stego.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.stego.tensor.InputException;
import ai.stego.tensor.Shape;
import ai.stego.tensor.io.HostTensor;
import ai.stego.tensor.io.NamedTensors;
import ai.stego.train.config.ConfigFile;
import ai.stego.train.config.Setting;
import ai.stego.train.config.TrainConfig;
import ai.stego.train.config.YamlTexts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunFolderTest {
  private static final TrainConfig CONFIG = TrainConfig.DEFAULT.with(Setting.SEED, 7);

  private static final Map<String, String> INPUTS =
      Map.of("data", "C:\\photos: \"best\" #1\n", "steps", "- no", "empty", "");

  @TempDir Path parent;

  private Path root() {
    return parent.resolve("run");
  }

  private static Checkpoint checkpoint(long step) {
    HostTensor weight =
        new HostTensor(Shape.of(2, 2), new float[] {step, -0.0f, 3, Float.MIN_VALUE});
    return new Checkpoint(step, NamedTensors.of("test", Map.of("weight", weight)), "a: 1\n");
  }

  @Test
  void aCheckpointComesBackBitForBit() throws Exception {
    Path file = parent.resolve("c.safetensors");
    checkpoint(5).write(file);
    Checkpoint read = Checkpoint.read(file);
    assertEquals(5, read.step());
    assertEquals("a: 1\n", read.settings());
    assertArrayEquals(checkpoint(5).tensors().values("weight"), read.tensors().values("weight"));
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void aStateThatIsNotFiniteIsNotSaved(float wrong) throws Exception {
    HostTensor weight = new HostTensor(Shape.of(2), new float[] {1, wrong});
    Checkpoint broken =
        new Checkpoint(6, NamedTensors.of("test", Map.of("head.weight", weight)), "a: 1\n");
    try (RunFolder folder = RunFolder.begin(root(), CONFIG, INPUTS)) {
      folder.save(checkpoint(5), 1);
      String line = assertThrows(InputException.class, () -> folder.save(broken, 1)).getMessage();
      assertTrue(line.startsWith("step 6: head.weight holds " + wrong), line);
      assertEquals(5, folder.newest().orElseThrow().step());
    }
  }

  @Test
  void aFlippedBitAnywhereIsNoticed() throws Exception {
    Path file = parent.resolve("c.safetensors");
    checkpoint(5).write(file);
    byte[] bytes = Files.readAllBytes(file);
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == ' ') {
        continue; // the header's padding says nothing
      }
      byte[] flipped = bytes.clone();
      flipped[i] ^= 1;
      Files.write(file, flipped);
      assertThrows(Exception.class, () -> Checkpoint.read(file), "byte " + i);
    }
  }

  @Test
  void theNewestCheckpointsAreKept() throws Exception {
    try (RunFolder folder = RunFolder.begin(root(), CONFIG, INPUTS)) {
      for (long step : new long[] {5, 100, 20}) {
        folder.save(checkpoint(step), 2);
      }
      assertEquals(100, folder.newest().orElseThrow().step());
      try (Stream<Path> files = Files.list(folder.checkpoints())) {
        assertEquals(2, files.count());
      }
    }
  }

  @Test
  void aDamagedCheckpointGivesWayToTheOneBefore() throws Exception {
    try (RunFolder folder = RunFolder.begin(root(), CONFIG, INPUTS)) {
      folder.save(checkpoint(1), 3);
      Path last = folder.save(checkpoint(2), 3);
      byte[] bytes = Files.readAllBytes(last);
      Files.write(last, java.util.Arrays.copyOf(bytes, bytes.length - 1));
      assertEquals(1, folder.newest().orElseThrow().step());
    }
  }

  @Test
  void checkpointsThatAreAllDamagedAreAnError() throws Exception {
    try (RunFolder folder = RunFolder.begin(root(), CONFIG, INPUTS)) {
      Files.writeString(folder.checkpoints().resolve("step-00000001.safetensors"), "x");
      assertThrows(InputException.class, folder::newest);
    }
  }

  @Test
  void aNumberThatIsNoStepIsNoCheckpoint() throws Exception {
    try (RunFolder folder = RunFolder.begin(root(), CONFIG, INPUTS)) {
      Files.writeString(folder.checkpoints().resolve("step-99999999999999999999.safetensors"), "x");
      folder.save(checkpoint(3), 1);
      assertEquals(3, folder.newest().orElseThrow().step());
    }
  }

  @Test
  void aRunIsNotOverwritten() throws Exception {
    try (RunFolder folder = RunFolder.begin(root(), CONFIG, INPUTS)) {
      folder.save(checkpoint(3), 1);
    }
    String line =
        assertThrows(InputException.class, () -> RunFolder.begin(root(), CONFIG, INPUTS))
            .getMessage();
    assertTrue(line.contains("--resume"), line);
    try (RunFolder folder = RunFolder.resume(root())) {
      assertEquals(CONFIG, ConfigFile.read(folder.config(), TrainConfig.DEFAULT));
      assertEquals(INPUTS, YamlTexts.read(folder.inputs()));
      assertEquals(3, folder.newest().orElseThrow().step());
    }
  }

  @Test
  void aRunThatLearntNothingGivesWayToAnother() throws Exception {
    RunFolder.begin(root(), CONFIG, INPUTS).close();
    TrainConfig other = CONFIG.with(Setting.SEED, 8);
    try (RunFolder folder = RunFolder.begin(root(), other, INPUTS)) {
      assertEquals(other, ConfigFile.read(folder.config(), TrainConfig.DEFAULT));
    }
  }

  @Test
  void otherFeaturesAreRefusedOnceThereAreSteps() throws Exception {
    try (RunFolder folder = RunFolder.begin(root(), CONFIG, INPUTS)) {
      folder.requireSameFeatures("a", 0);
      folder.requireSameFeatures("b", 0); // nothing was learnt from a
      folder.requireSameFeatures("b", 5);
      String line =
          assertThrows(InputException.class, () -> folder.requireSameFeatures("c", 5)).getMessage();
      assertTrue(line.contains("not those that the run began with"), line);
    }
  }

  @Test
  void twoRunsCannotShareAFolder() throws Exception {
    try (RunFolder first = RunFolder.begin(root(), CONFIG, INPUTS)) {
      assertTrue(Files.exists(first.config()));
      String line = assertThrows(InputException.class, () -> RunFolder.resume(root())).getMessage();
      assertTrue(line.contains("another run"), line);
    }
    RunFolder.resume(root()).close();
  }

  @Test
  void aFolderWithoutARunCannotGoOn() {
    assertThrows(InputException.class, () -> RunFolder.resume(root()));
  }

  @Test
  void aRunGoesOnLongerButNotDifferently() {
    CONFIG.requireSameRun(CONFIG.with(Setting.STEPS, 9).with(Setting.KEEP, 1));
    String line =
        assertThrows(
                InputException.class, () -> CONFIG.requireSameRun(CONFIG.with(Setting.BATCH, 4)))
            .getMessage();
    assertEquals("a run goes on only as it began: its batch is 16, not 4", line);
  }
}

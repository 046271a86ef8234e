package ai.stego.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.stego.segment.Segmenter;
import ai.stego.segment.SegmenterOptions;
import ai.stego.tensor.Backend;
import ai.stego.tensor.BackendOptions;
import ai.stego.tensor.Backends;
import ai.stego.tensor.InputException;
import ai.stego.tensor.Shape;
import ai.stego.tensor.io.HostTensor;
import ai.stego.tensor.io.NamedTensors;
import ai.stego.tensor.testing.OtherJvm;
import ai.stego.tensor.testing.Skip;
import ai.stego.train.config.Setting;
import ai.stego.train.config.TrainConfig;
import ai.stego.train.data.Dataset;
import ai.stego.train.data.DatasetOptions;
import ai.stego.train.data.DirectoryDataset;
import ai.stego.train.data.Split;
import ai.stego.train.data.TestPictures;
import ai.stego.train.data.store.TinyBackbone;
import ai.stego.train.report.RunMetrics;
import ai.stego.vit.weights.BackboneWeights;
import ai.stego.vit.weights.ModelFile;
import ai.stego.vit.weights.StegoTensors;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole runs on small pictures. */
class TrainingRunTest {
  private static final TrainConfig CONFIG =
      TrainConfig.DEFAULT
          .with(Setting.STEPS, 6)
          .with(Setting.BATCH, 3)
          .with(Setting.SIZE, 32)
          .with(Setting.CLASSES, 3)
          .with(Setting.CODE_WIDTH, 7)
          .with(Setting.SAMPLES, 4)
          .with(Setting.CHECKPOINT_EVERY, 2)
          .with(Setting.VALIDATE_EVERY, 4)
          .with(Setting.LOG_EVERY, 1);

  @TempDir Path folder;

  @BeforeEach
  void pictures() throws IOException {
    for (String split : List.of("train", "val")) {
      for (int i = 0; i < 5; i++) {
        TestPictures.photograph(data().resolve("imgs/" + split + "/p" + i + ".png"), 40, 50 + i);
        TestPictures.labels(
            data().resolve("labels/" + split + "/p" + i + ".png"),
            40,
            50 + i,
            (y, x) -> x / 16 % 3);
      }
    }
  }

  private Path data() {
    return folder.resolve("data");
  }

  private static TrainingRequest request(Path data, TrainConfig config, Path stores)
      throws IOException {
    DatasetOptions options = DatasetOptions.ofClasses(config.count(Setting.CLASSES));
    Dataset images = DirectoryDataset.open(data, Split.TRAIN, options);
    Optional<Dataset> validation =
        images.classes().isPresent()
            ? Optional.of(DirectoryDataset.open(data, Split.VAL, options))
            : Optional.empty();
    return new TrainingRequest(
        config, images, validation, TinyBackbone.weights("run"), "tiny", stores, true);
  }

  private TrainingRun.Result run(String name, TrainConfig config) throws IOException {
    return run(folder.resolve(name), data(), config, 2, TrainingRunTest::never);
  }

  private static boolean never() {
    return false;
  }

  /** Begins a run, or goes on with it. */
  private static TrainingRun.Result run(
      Path root, Path data, TrainConfig config, int threads, BooleanSupplier stop)
      throws IOException {
    boolean there = Files.exists(root.resolve("config.yaml"));
    try (Backend backend =
            Backends.open(Backends.AUTO, BackendOptions.DEFAULT.withThreads(threads));
        RunFolder run =
            there ? RunFolder.resume(root) : RunFolder.begin(root, config, Map.of("a", "b"))) {
      TrainingRequest request = request(data, config, root.resolve("store"));
      return new TrainingRun(backend, run, request, TrainListener.NONE).run(stop);
    }
  }

  private byte[] model(String name) throws IOException {
    return Files.readAllBytes(folder.resolve(name).resolve("model.safetensors"));
  }

  @Test
  void aRunLeavesEverythingInItsFolder() throws IOException {
    TrainingRun.Result result = run("run", CONFIG);
    assertTrue(result.finished());
    assertEquals(6, result.steps());
    assertTrue(result.validation().isPresent());
    Path root = folder.resolve("run");
    StegoTensors model = ModelFile.read(root.resolve("model.safetensors"));
    assertEquals(3, model.classes());
    assertTrue(model.linear().isPresent());
    List<RunMetrics.Entry> log = RunMetrics.read(root.resolve("metrics.jsonl"));
    assertEquals(6, RunMetrics.series(log, "loss/total").steps().length);
    assertEquals(2, RunMetrics.series(log, "validation/cluster_miou").steps().length);
    assertTrue(Files.size(root.resolve("report.html")) > 10_000);
    assertTrue(Files.exists(root.resolve("checkpoints/step-00000006.safetensors")));
    assertTrue(Files.isDirectory(root.resolve("tensorboard")));
  }

  @Test
  void theModelSegmentsAPhotograph() throws IOException {
    run("run", CONFIG);
    SegmenterOptions options =
        SegmenterOptions.DEFAULT.withPreprocess(ai.stego.image.Preprocess.wholeImage(32));
    try (Segmenter segmenter =
        Segmenter.builder()
            .model(folder.resolve("run/model.safetensors"))
            .options(options)
            .open()) {
      assertEquals(40, segmenter.segment(data().resolve("imgs/val/p0.png")).height());
    }
  }

  @Test
  void aRunThatWasStoppedBecomesTheSameBytes() throws IOException {
    run("whole", CONFIG);
    int[] asked = {0};
    TrainingRun.Result first =
        run(folder.resolve("parts"), data(), CONFIG, 2, () -> asked[0]++ == 3);
    assertFalse(first.finished());
    assertEquals(3, first.steps());
    assertTrue(run("parts", CONFIG).finished());
    assertArrayEquals(model("whole"), model("parts"));
  }

  @Test
  void anotherNumberOfThreadsGivesTheSameBytes() throws IOException {
    run("two", CONFIG);
    run(folder.resolve("one"), data(), CONFIG, 1, TrainingRunTest::never);
    run(folder.resolve("three"), data(), CONFIG, 3, TrainingRunTest::never);
    assertArrayEquals(model("two"), model("one"));
    assertArrayEquals(model("two"), model("three"));
  }

  @Test
  void aLongerRunGoesOnFromTheEnd() throws IOException {
    run("whole", CONFIG);
    run("longer", CONFIG.with(Setting.STEPS, 3));
    run("longer", CONFIG);
    // The settings that the file records differ in nothing: the last word was the same.
    assertArrayEquals(model("whole"), model("longer"));
  }

  @Test
  void withoutAStoreTheResultIsTheSame() throws IOException {
    run("stored", CONFIG);
    run("flying", CONFIG.with(Setting.STORE, "none"));
    StegoTensors stored = ModelFile.read(folder.resolve("stored/model.safetensors"));
    StegoTensors flying = ModelFile.read(folder.resolve("flying/model.safetensors"));
    assertArrayEquals(stored.centroids().values(), flying.centroids().values());
  }

  @Test
  void withoutLabelsThereIsNoLinearProbe() throws IOException {
    Path plain = folder.resolve("data/imgs/train");
    TrainingRun.Result result =
        run(folder.resolve("run"), plain, CONFIG, 2, TrainingRunTest::never);
    assertTrue(result.finished());
    assertTrue(result.validation().isEmpty());
    StegoTensors model = ModelFile.read(folder.resolve("run/model.safetensors"));
    assertTrue(model.linear().isEmpty());
    assertTrue(Files.size(folder.resolve("run/report.html")) > 10_000);
  }

  @Test
  void fiveCropsMakeFiveTimesTheImages() throws IOException {
    assertTrue(run("run", CONFIG.with(Setting.CROP, "five")).finished());
  }

  @Test
  void moreClustersThanPixelsIsFine() throws IOException {
    Path plain = folder.resolve("data/imgs/train");
    TrainConfig many = CONFIG.with(Setting.CLASSES, 200).with(Setting.STEPS, 2);
    assertTrue(run(folder.resolve("run"), plain, many, 2, TrainingRunTest::never).finished());
  }

  @Test
  void aLinearHeadHasOneLayer() throws IOException {
    run("run", CONFIG.with(Setting.HEAD, "linear"));
    StegoTensors model = ModelFile.read(folder.resolve("run/model.safetensors"));
    assertEquals(2, model.head().orElseThrow().names().size());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shiftsAreChosenFromTheDataAndAgainWhenTheRunGoesOn(boolean pointwise) throws IOException {
    TrainConfig auto = CONFIG.with(Setting.AUTO_SHIFT, true).with(Setting.POINTWISE, pointwise);
    run("whole", auto);
    run("parts", auto.with(Setting.STEPS, 2));
    run("parts", auto);
    assertArrayEquals(model("whole"), model("parts"));
    StegoTensors model = ModelFile.read(folder.resolve("whole/model.safetensors"));
    assertFalse(model.metadata().get("training.settings").contains("self-shift: 0.18\n"));
  }

  @Test
  void oneImageAloneIsRefused() throws IOException {
    Path one = folder.resolve("one");
    TestPictures.photograph(one.resolve("a.png"), 40, 40);
    String line =
        assertThrows(
                InputException.class,
                () -> run(folder.resolve("run"), one, CONFIG, 1, TrainingRunTest::never))
            .getMessage();
    assertTrue(line.contains("2 or more are needed"), line);
  }

  @Test
  void aLossThatIsNoNumberEndsTheRunAndIsNotSaved() throws IOException {
    // Features of 1e38 are finite, and ten times that, as dropout makes of those that stay, is not.
    TrainConfig config = CONFIG.with(Setting.DROPOUT, 0.9).with(Setting.STORE, "float32");
    Path root = folder.resolve("run");
    try (Backend backend = Backends.open(Backends.AUTO, BackendOptions.DEFAULT);
        RunFolder run = RunFolder.begin(root, config, Map.of())) {
      TrainingRequest request = huge(request(data(), config, root.resolve("store")));
      TrainingRun wild = new TrainingRun(backend, run, request, TrainListener.NONE);
      String line =
          assertThrows(InputException.class, () -> wild.run(TrainingRunTest::never)).getMessage();
      assertTrue(line.startsWith("step 1: the loss is no longer a number"), line);
      assertTrue(run.newest().isEmpty());
    }
    assertFalse(Files.exists(root.resolve("model.safetensors")));
  }

  /** The same with features that are 2e37 times as large. */
  private static TrainingRequest huge(TrainingRequest request) {
    BackboneWeights weights = request.weights();
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    for (String name : weights.tensors().names()) {
      tensors.put(name, weights.tensors().get(name));
    }
    float[] scale = weights.tensors().values("norm.weight").clone();
    for (int i = 0; i < scale.length; i++) {
      scale[i] *= 2e37f;
    }
    tensors.put("norm.weight", new HostTensor(Shape.of(scale.length), scale));
    BackboneWeights changed =
        new BackboneWeights(weights.config(), NamedTensors.of("huge", tensors), weights.naming());
    return new TrainingRequest(
        request.config(),
        request.images(),
        request.validation(),
        changed,
        request.backboneName(),
        request.stores(),
        request.embedBackbone());
  }

  @Test
  void withoutLabelsTheLastStepIsMeasuredOnce() throws IOException {
    Path plain = folder.resolve("data/imgs/train");
    run(folder.resolve("run"), plain, CONFIG.with(Setting.STEPS, 4), 2, TrainingRunTest::never);
    try (Stream<Path> files = Files.list(folder.resolve("run/tensorboard"))) {
      Path events = files.findFirst().orElseThrow();
      String text = Files.readString(events, StandardCharsets.ISO_8859_1);
      assertEquals(1, text.split("codes/self", -1).length - 1);
    }
  }

  @Test
  void aRunGoesOnWhereThePhotographsMovedTo() throws IOException {
    run("whole", CONFIG);
    run("moved", CONFIG.with(Setting.STEPS, 3));
    Path elsewhere = folder.resolve("elsewhere");
    Files.move(data(), elsewhere);
    run(folder.resolve("moved"), elsewhere, CONFIG, 2, TrainingRunTest::never);
    StegoTensors whole = ModelFile.read(folder.resolve("whole/model.safetensors"));
    StegoTensors moved = ModelFile.read(folder.resolve("moved/model.safetensors"));
    assertArrayEquals(whole.centroids().values(), moved.centroids().values());
  }

  @Test
  void aRunDoesNotGoOnWithOtherPhotographs() throws IOException {
    run("run", CONFIG.with(Setting.STEPS, 3));
    TestPictures.photograph(data().resolve("imgs/train/p2.png"), 40, 52 + 1);
    TestPictures.labels(data().resolve("labels/train/p2.png"), 40, 52 + 1, (y, x) -> 0);
    String line = assertThrows(InputException.class, () -> run("run", CONFIG)).getMessage();
    assertTrue(line.contains("the photographs are not those"), line);
  }

  @Test
  void labelsThatDoNotFitAreFoundBeforeFeaturesAreComputed() throws IOException {
    TestPictures.labels(data().resolve("labels/val/p4.png"), 20, 25, (y, x) -> 0);
    assertThrows(IOException.class, () -> run("run", CONFIG));
    try (Stream<Path> stores = Files.list(folder.resolve("run/store"))) {
      assertTrue(stores.noneMatch(store -> store.getFileName().toString().startsWith("features")));
    }
  }

  @Test
  void itIsNotAskedToStopBeforeThereIsSomethingToSave() throws IOException {
    List<String> heard = new ArrayList<>();
    TrainListener listener = (stage, done, total) -> heard.add(stage);
    Path root = folder.resolve("run");
    try (Backend backend = Backends.open();
        RunFolder run = RunFolder.begin(root, CONFIG, Map.of())) {
      TrainingRequest request = request(data(), CONFIG, root.resolve("store"));
      new TrainingRun(backend, run, request, listener)
          .run(
              () -> {
                heard.add("asked");
                return false;
              });
    }
    List<String> stages = heard.stream().distinct().toList();
    assertEquals("asked", stages.get(stages.size() - 2), heard::toString);
    assertEquals(TrainingRun.REPORT, stages.get(stages.size() - 1), heard::toString);
    assertTrue(stages.size() > 3, heard::toString);
    assertTrue(heard.lastIndexOf("asked") < heard.indexOf(TrainingRun.REPORT), heard::toString);
  }

  /** Trains, and kills itself with a signal that cannot be caught after some steps. */
  public static final class Victim {
    private Victim() {}

    public static void main(String[] arguments) throws IOException {
      Path folder = Path.of(System.getProperty("run.folder"));
      int[] asked = {0};
      run(
          folder.resolve("killed"),
          folder.resolve("data"),
          CONFIG,
          2,
          () -> {
            if (asked[0]++ == 5) {
              kill();
            }
            return false;
          });
      System.out.println("not killed");
    }

    private static void kill() {
      try {
        String pid = Long.toString(ProcessHandle.current().pid());
        new ProcessBuilder("kill", "-9", pid).start().waitFor();
        Thread.sleep(10_000);
      } catch (IOException | InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  @Test
  void aRunThatWasKilledBecomesTheSameBytes() throws Exception {
    Skip.unless(Files.exists(Path.of("/bin/kill")), "there is no kill command here");
    boolean vector =
        Backends.report().stream()
            .anyMatch(found -> found.name().equals("vector") && found.unavailable().isEmpty());
    Skip.unless(vector, "the other JVM has the Vector API, this one has not: other bits");
    run("whole", CONFIG);
    String output = OtherJvm.run(Victim.class, "-Drun.folder=" + folder);
    assertFalse(output.contains("not killed"), output);
    assertFalse(Files.exists(folder.resolve("killed/model.safetensors")), output);
    run("killed", CONFIG);
    assertArrayEquals(model("whole"), model("killed"));
  }
}

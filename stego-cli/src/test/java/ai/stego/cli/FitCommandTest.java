package ai.stego.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.stego.tensor.testing.Golden;
import ai.stego.vit.weights.ModelFile;
import ai.stego.vit.weights.StegoTensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FitCommandTest {
  private static final String MODEL = Golden.path("stego_nanostego.ckpt").toString();
  private static final String BACKBONE = Golden.path("vit_nano.weights.safetensors").toString();

  @TempDir private Path folder;
  private Path photos;

  @BeforeEach
  void makePhotos() throws IOException {
    photos = TestPhotos.write(folder.resolve("photos"));
  }

  private Cli fit(String... more) {
    List<String> args = new ArrayList<>(List.of("fit", photos.toString()));
    args.addAll(List.of("--device", "scalar", "--size", "40"));
    args.addAll(List.of(more));
    return Cli.run(args.toArray(String[]::new));
  }

  private String out(String name) {
    return folder.resolve(name).toString();
  }

  @Test
  void writesAModelWithAsManyClustersAsAskedFor() throws IOException {
    String said = fit("-m", MODEL, "--classes", "5", "-o", out("five.safetensors")).fine().out();
    assertTrue(said.startsWith("5 clusters of 75 patches"), said);
    StegoTensors model = ModelFile.read(folder.resolve("five.safetensors"));
    assertEquals(5, model.centroids().shape().axis(0));
    assertTrue(model.head().isPresent());
  }

  @Test
  void theModelSegments() throws IOException {
    fit(
            "--raw",
            "-b",
            BACKBONE,
            "--heads",
            "3",
            "--classes",
            "2",
            "-o",
            out("raw.safetensors"),
            "--embed-backbone")
        .fine();
    StegoTensors model = ModelFile.read(folder.resolve("raw.safetensors"));
    assertFalse(model.head().isPresent());
    assertFalse(model.linear().isPresent());
    String photo = photos.resolve("0.png").toString();
    Cli.run("segment", photo, "-m", out("raw.safetensors"), "-o", out("masks"), "--size", "40")
        .fine();
    assertTrue(Files.exists(folder.resolve("masks/0.labels.png")));
  }

  @Test
  void theSameSeedGivesTheSameModel() throws IOException {
    fit("-m", MODEL, "--classes", "4", "-o", out("a.safetensors"), "--sample", "30").fine();
    fit("-m", MODEL, "--classes", "4", "-o", out("b.safetensors"), "--sample", "30").fine();
    assertArrayEquals(
        Files.readAllBytes(folder.resolve("a.safetensors")),
        Files.readAllBytes(folder.resolve("b.safetensors")));
  }

  @Test
  void storedFeaturesGiveTheSameModel() throws IOException {
    fit("-m", MODEL, "--classes", "4", "-o", out("a.safetensors")).fine();
    String store = out("store");
    Cli stored =
        fit("-m", MODEL, "--classes", "4", "-o", out("b.safetensors"), "--store-dir", store);
    assertEquals(Main.FINE, stored.code(), stored.err());
    assertArrayEquals(
        Files.readAllBytes(folder.resolve("a.safetensors")),
        Files.readAllBytes(folder.resolve("b.safetensors")));
  }

  private List<String> stores(String run) throws IOException {
    try (Stream<Path> folders = Files.list(folder.resolve(run).resolve("store"))) {
      return folders.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  private Cli fitOnly(String... more) {
    List<String> args = new ArrayList<>(List.of("fit", photos.toString(), "--device", "scalar"));
    args.addAll(List.of(more));
    return Cli.run(args.toArray(String[]::new));
  }

  /** A run of one step, with settings that are not the defaults. */
  private String run() {
    List<String> args = new ArrayList<>(List.of("train", photos.toString(), "-o", out("run")));
    args.addAll(List.of("-b", BACKBONE, "--heads", "3", "--device", "scalar", "--steps", "1"));
    args.addAll(List.of("--batch", "3", "--samples", "4", "--classes", "3", "--code-width", "7"));
    args.addAll(List.of("--size", "24", "--crop", "five", "--resize", "bilinear"));
    args.addAll(List.of("--store", "float32", "--embed-backbone", "--neighbors", "2"));
    Cli trained = Cli.run(args.toArray(String[]::new));
    assertEquals(Main.FINE, trained.code(), trained.err());
    return out("run/model.safetensors");
  }

  @Test
  void theFeaturesOfTheRunThatTheModelLiesInAreFoundAgain() throws IOException {
    String model = run();
    List<String> before = stores("run");
    assertEquals(1, before.size(), before.toString());
    assertTrue(before.get(0).contains("-24-float32-"), before.toString());
    String said = fitOnly("-m", model, "--classes", "4", "-o", out("a.safetensors")).out();
    assertTrue(said.startsWith("4 clusters of 135 patches"), said); // 3 photographs, 5 crops, 3 x 3
    assertEquals(before, stores("run"));
    fitOnly("-m", model, "--raw", "--classes", "4", "-o", out("raw.safetensors"));
    assertEquals(before, stores("run"));
    String[] alone = {"-m", model, "--classes", "4", "-o", out("b.safetensors"), "--store", "none"};
    assertEquals(Main.FINE, fitOnly(alone).code());
    assertEquals(before, stores("run"));
    String[] other = {"-m", model, "--classes", "4", "-o", out("c.safetensors"), "--size", "16"};
    assertEquals(Main.FINE, fitOnly(other).code());
    assertEquals(2, stores("run").size());
  }

  @Test
  void labelsThatDoNotPairDoNotMatter() throws IOException {
    Path images = Files.createDirectories(folder.resolve("data/imgs/val"));
    Files.copy(photos.resolve("0.png"), images.resolve("0.png"));
    Files.copy(photos.resolve("0.png"), images.resolve("0.bmp"));
    Path labels = Files.createDirectories(folder.resolve("data/labels/val"));
    Files.copy(photos.resolve("1.png"), labels.resolve("1.png"));
    photos = folder.resolve("data");
    String[] more = {"-m", MODEL, "--classes", "2", "-o", out("m.safetensors"), "--split", "val"};
    assertTrue(fit(more).fine().out().startsWith("2 clusters of 50 patches"));
  }

  @Test
  void publishedDatasetsAreOpenedByTheirKind() throws IOException {
    Path images = Files.createDirectories(folder.resolve("city/leftImg8bit/train/ulm"));
    Files.copy(photos.resolve("0.png"), images.resolve("ulm_1_leftImg8bit.png"));
    Files.createDirectories(folder.resolve("city/gtFine/train"));
    photos = folder.resolve("city");
    String[] more = {"-m", MODEL, "--classes", "2", "-o", out("m.safetensors")};
    fit(more).mistake("no photographs");
    List<String> named = new ArrayList<>(List.of(more));
    named.addAll(List.of("--dataset", "cityscapes27"));
    assertTrue(fit(named.toArray(String[]::new)).fine().out().startsWith("2 clusters of 25"));
  }

  @Test
  void choosingPrintsAndDrawsWhatEachNumberComesTo() throws IOException {
    String said = fit("-m", MODEL, "--choose", "2..6", "--chart", out("c.png")).fine().out();
    List<String> lines = said.lines().toList();
    assertEquals(1 + 5 + 1 + 1, lines.size(), said);
    assertTrue(lines.get(1).matches(" +2 +0\\.[0-9]{4} +-?0\\.[0-9]{4}"), said);
    assertTrue(lines.get(6).matches("the silhouette is highest at [2-6] clusters"), said);
    assertEquals(1600, ImageIO.read(folder.resolve("c.png").toFile()).getWidth());
  }

  @Test
  void mistakesAreSaidBeforeAnythingIsComputed() {
    String model = out("m.safetensors");
    fit("-m", MODEL).mistake("--classes K or --choose A..B");
    fit("-m", MODEL, "--classes", "3", "--choose", "2..3").mistake("--classes K or --choose");
    fit("-m", MODEL, "--classes", "3").mistake("--output");
    fit("-m", MODEL, "--choose", "2-9").mistake("'2-9' is no range");
    fit("-m", MODEL, "--choose", "2..3", "-o", model).mistake("--choose writes no model");
    fit("-m", MODEL, "--classes", "3", "-o", model, "--chart", out("c.png")).mistake("--chart");
    fit("-m", MODEL, "--classes", "3", "-o", out("m.pt")).mistake("must end in .safetensors");
    fit("--classes", "3", "-o", model).mistake("whose codes");
    fit("-b", BACKBONE, "--classes", "3", "-o", model).mistake("whose codes");
    fit("-m", MODEL, "--classes", "3", "-o", model, "--crop", "ten").mistake("crop", "'ten'");
    fit("-m", MODEL, "--classes", "3", "-o", model, "--store", "none", "--store-dir", "s")
        .mistake("--store none stores nothing");
  }

  @Test
  void moreClustersThanPatchesAreAMistake() {
    fit("-m", MODEL, "--classes", "76", "-o", out("m.safetensors"))
        .mistake("75 points cannot make 76 clusters");
    assertFalse(Files.exists(folder.resolve("m.safetensors")));
  }
}

package ai.stego.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.stego.image.ImageWriter;
import ai.stego.image.Rgb;
import ai.stego.tensor.Rng;
import ai.stego.tensor.Shape;
import ai.stego.tensor.io.HostTensor;
import ai.stego.tensor.io.NamedTensors;
import ai.stego.tensor.io.Npy;
import ai.stego.tensor.io.SafeTensors;
import ai.stego.tensor.io.SafeTensorsWriter;
import ai.stego.tensor.io.TensorFile;
import ai.stego.tensor.testing.Golden;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code stego segment}, {@code features} and {@code demo}. */
class PhotoCommandsTest {
  private static final String BACKBONE = Golden.path("vit_nano.weights.safetensors").toString();

  @TempDir Path folder;
  private Path photos;

  @BeforeEach
  void makePhotos() throws IOException {
    photos = Files.createDirectories(folder.resolve("my photos"));
    Files.createDirectories(photos.resolve("more"));
    photo(photos.resolve("a.png"), 40, 56);
    photo(photos.resolve("b.png"), 48, 48);
    photo(photos.resolve("more/a.png"), 40, 56);
  }

  /** Left half dark, right half light, with some noise. */
  private static void photo(Path file, int height, int width) throws IOException {
    Rng random = Rng.of(7);
    byte[] bytes = new byte[3 * height * width];
    for (int i = 0; i < bytes.length; i++) {
      int base = i / 3 % width < width / 2 ? 40 : 200;
      bytes[i] = (byte) (base + random.nextFloat() * 20);
    }
    ImageWriter.writePng(new Rgb(height, width, bytes), file);
  }

  private Cli segment(String... more) {
    List<String> args = new ArrayList<>(List.of("segment", "--device", "scalar"));
    args.addAll(List.of("-m", Golden.path("stego_nanostego.ckpt").toString()));
    args.addAll(List.of("-o", folder.resolve("out").toString(), "--size", "32"));
    args.addAll(List.of(more));
    return Cli.run(args.toArray(String[]::new));
  }

  @Test
  void writesMasksOverlaysAndLines() throws IOException {
    String said = segment(photos.toString()).fine().out();
    assertTrue(said.matches("2 images in [0-9.]+ s, [0-9.]+ images/s; results in .*\\R"), said);
    Path out = folder.resolve("out");
    BufferedImage labels = ImageIO.read(out.resolve("a.labels.png").toFile());
    assertTrue(labels.getColorModel() instanceof IndexColorModel);
    assertEquals(56, labels.getWidth());
    assertEquals(40, labels.getHeight());
    assertEquals(48, ImageIO.read(out.resolve("b.overlay.png").toFile()).getWidth());
    List<String> lines = Files.readAllLines(out.resolve("segments.jsonl"));
    assertEquals(2, lines.size());
    assertTrue(lines.get(0).contains("\"labels\":\"a.labels.png\""), lines.get(0));
    assertTrue(lines.get(0).contains("\"segmentation\":{\"width\":56,\"height\":40"));
  }

  @Test
  void keepsPhotographsOfTheSameNameApart() throws IOException {
    segment(photos.resolve("a.png").toString(), photos.resolve("more").toString()).fine();
    Path out = folder.resolve("out");
    assertTrue(Files.exists(out.resolve("a.labels.png")));
    assertTrue(Files.exists(out.resolve("a-2.labels.png")));
    assertTrue(Files.readAllLines(out.resolve("segments.jsonl")).get(1).contains("a-2.labels.png"));
  }

  @Test
  void reportsABadFileAndGoesOn() throws IOException {
    Path bad = Files.writeString(photos.resolve("a.jpg"), "not a photograph");
    Cli cli = segment(photos.toString(), "missing.png");
    assertEquals(Main.SOME_FAILED, cli.code());
    assertEquals(2, cli.err().lines().count(), cli.err());
    assertTrue(cli.err().startsWith("stego: " + bad + ": "), cli.err());
    assertTrue(cli.err().contains("stego: missing.png: "), cli.err());
    assertTrue(cli.out().contains("2 failed"), cli.out());
    assertEquals(2, Files.readAllLines(folder.resolve("out/segments.jsonl")).size());
  }

  @Test
  void cropsToTheMiddleSquareWhenAsked() throws IOException {
    segment(photos.resolve("a.png").toString(), "--crop", "center", "--no-crf", "--no-flip").fine();
    assertEquals(32, ImageIO.read(folder.resolve("out/a.labels.png").toFile()).getWidth());
  }

  @Test
  void refusesAFileInPlaceOfTheFolder() throws IOException {
    Files.writeString(folder.resolve("out"), "in the way");
    segment(photos.toString()).mistake("is a file, not a folder");
  }

  @Test
  void saysThatABackboneIsNoModel() {
    Cli.run("segment", photos.toString(), "-m", BACKBONE).mistake("no STEGO model");
  }

  private Cli features(String... more) {
    List<String> args = new ArrayList<>(List.of("features", "--device", "scalar"));
    args.addAll(List.of("--backbone", BACKBONE, "--heads", "3", "--size", "40"));
    args.addAll(List.of(more));
    return Cli.run(args.toArray(String[]::new));
  }

  @Test
  void writesFeaturesAsNpyWithPictures() throws IOException {
    Path out = folder.resolve("f.npy");
    Path pca = folder.resolve("pca.png");
    Path attention = folder.resolve("attention.png");
    features(
            photos.resolve("a.png").toString(),
            "-o",
            out.toString(),
            "--pca",
            pca.toString(),
            "--attention",
            attention.toString())
        .fine();
    assertEquals(Shape.of(5, 7, 48), Npy.read(out).shape());
    assertEquals(7 * 8, ImageIO.read(pca.toFile()).getWidth());
    assertEquals((2 * (7 + 1) - 1) * 8, ImageIO.read(attention.toFile()).getWidth());
  }

  @Test
  void writesOneTensorForEachPhotograph() throws IOException {
    Path out = folder.resolve("f.safetensors");
    features(photos.toString(), "-o", out.toString(), "--pca", folder + "/p.png").fine();
    try (TensorFile file = SafeTensors.open(out)) {
      assertEquals(List.of("a", "b"), List.copyOf(file.names()));
      assertEquals(Shape.of(5, 5, 48), file.shape("b"));
    }
    assertTrue(Files.exists(folder.resolve("p.a.png")));
    assertTrue(Files.exists(folder.resolve("p.b.png")));
  }

  @Test
  void keysAreOtherFeaturesThanTheLastTokens() throws IOException {
    String photo = photos.resolve("a.png").toString();
    features(photo, "-o", folder + "/last.npy").fine();
    features(photo, "-o", folder + "/keys.npy", "--layer", "keys").fine();
    HostTensor last = Npy.read(folder.resolve("last.npy"));
    HostTensor keys = Npy.read(folder.resolve("keys.npy"));
    assertEquals(last.shape(), keys.shape());
    assertFalse(Arrays.equals(last.values(), keys.values()));
  }

  @Test
  void refusesMapsOfSeveralSizesInOneNpyFile() {
    features(photos.toString(), "-o", folder + "/f.npy").mistake("maps of one size", "--crop");
    assertFalse(Files.exists(folder.resolve("f.npy")));
  }

  @Test
  void saysThatAnOutputHasNoKnownEnding() {
    features(photos.toString(), "-o", folder + "/f.txt").mistake(".npy or .safetensors");
  }

  @Test
  void saysThatABackboneHasToBePulledFirst() {
    System.setProperty("stego.cache", folder.resolve("cache").toString());
    try {
      Cli.run("features", photos.toString(), "--backbone", "dino-vits8", "-o", folder + "/f.npy")
          .mistake("stego weights pull dino-vits8");
    } finally {
      System.clearProperty("stego.cache");
    }
  }

  @Test
  void demonstratesOnPhotographsOfTheUser() throws IOException {
    Path out = folder.resolve("demo");
    Path photo = photos.resolve("a.png");
    String said =
        Cli.run("demo", photo.toString(), "-o", out.toString(), "--device", "scalar").fine().out();
    Path overlay = out.resolve("a.overlay.png");
    assertEquals(overlay.toString(), said.lines().findFirst().orElseThrow());
    assertTrue(said.contains("Nobody trained this backbone"), said);
    assertEquals(56, ImageIO.read(overlay.toFile()).getWidth());
  }

  @Test
  void writesLongNamesAndLeavesNoPartBehind() throws IOException {
    Path photo = photos.resolve("y".repeat(251) + ".png");
    Files.copy(photos.resolve("a.png"), photo);
    segment(photo.toString(), "--no-crf", "--no-flip").fine();
    Path out = folder.resolve("out");
    assertTrue(Files.exists(out.resolve("y".repeat(243) + ".overlay.png")));
    try (Stream<Path> files = Files.list(out)) {
      assertEquals(3, files.count());
    }
  }

  @Test
  void keepsTheLinesOfPhotographsThatWereDoneWhenAResultCannotBeWritten() throws IOException {
    Path out = Files.createDirectories(folder.resolve("out"));
    Files.createDirectories(out.resolve("b.labels.png"));
    segment(photos.toString(), "--no-crf").mistake("b.labels.png: is a folder");
    List<String> lines = Files.readAllLines(out.resolve("segments.jsonl"));
    assertEquals(1, lines.size());
    assertTrue(lines.get(0).contains("\"labels\":\"a.labels.png\""), lines.get(0));
    assertFalse(Files.exists(out.resolve("segments.jsonl.part")));
  }

  @Test
  void refusesAMiddleSquareOfBrokenPatchesBeforeAnyPhotograph() {
    String model = Golden.path("stego_nanostego.ckpt").toString();
    String out = folder.resolve("out").toString();
    Cli.run(
            "segment",
            "missing.png",
            "--device=scalar",
            "-m",
            model,
            "-o",
            out,
            "--crop=center",
            "--size=33")
        .mistake("33", "not a multiple of the patch 8");
    assertFalse(Files.exists(folder.resolve("out")));
    Cli.run(
            "features",
            "missing.png",
            "--device=scalar",
            "--backbone",
            BACKBONE,
            "--heads=3",
            "-o",
            folder + "/f.npy",
            "--crop=center",
            "--size=33")
        .mistake("multiple of the patch 8, not 33");
  }

  @Test
  void refusesABackboneThatTakesNoColours() throws IOException {
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    try (TensorFile file = SafeTensors.open(Path.of(BACKBONE))) {
      file.names().forEach(name -> tensors.put(name, file.get(name)));
    }
    tensors.put(
        "patch_embed.proj.weight", new HostTensor(Shape.of(48, 1, 8, 8), new float[48 * 64]));
    Path grey = folder.resolve("grey.safetensors");
    SafeTensorsWriter.write(grey, NamedTensors.of("memory", tensors), Map.of());
    Cli.run(
            "features",
            "missing.png",
            "--device=scalar",
            "--heads=3",
            "--backbone",
            grey.toString(),
            "-o",
            folder + "/f.npy")
        .mistake(grey.toString(), "images of 1 channels, photographs have 3");
  }

  @Test
  void passesTheNumberOfHeadsOnToTheModel() {
    segment(photos.toString(), "--heads", "-2").mistake("heads must be 1 or more");
    segment(photos.toString(), "--heads", "3").mistake("3 heads do not divide the width 128");
    segment(photos.toString(), "--heads", "2", "--no-crf").fine();
  }

  @Test
  void looksAtTheOutputsOfFeaturesBeforeItComputes() {
    String photo = "missing.png";
    String npy = folder + "/f.npy";
    features(photo, "-o", folder + "/no/f.npy").mistake("the folder", "does not exist");
    features(photo, "-o", npy, "--pca", folder + "/p.jpg").mistake("must end in .png");
    features(photo, "-o", npy, "--pca", folder + "/no/p.png").mistake("does not exist");
    features(photo, "-o", npy, "--pca", folder + "/p.png", "--attention", folder + "/x/../p.png")
        .mistake("two outputs cannot be the same file");
    features(photo, "-o", npy).mistake("missing.png: ");
  }

  @Test
  void demonstratesOnTheRestWhenAPhotographIsBad() throws IOException {
    Path bad = Files.writeString(photos.resolve("a.jpg"), "not a photograph");
    Path out = folder.resolve("demo");
    String good = photos.resolve("b.png").toString();
    Cli cli = Cli.run("demo", bad.toString(), good, "-o", out.toString(), "--device", "scalar");
    assertEquals(Main.SOME_FAILED, cli.code());
    assertEquals(1, cli.err().lines().count(), cli.err());
    assertTrue(cli.err().startsWith("stego: " + bad + ": "), cli.err());
    assertTrue(Files.exists(out.resolve("b.overlay.png")));
  }
}

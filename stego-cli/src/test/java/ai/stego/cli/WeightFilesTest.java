package ai.stego.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.stego.tensor.Shape;
import ai.stego.tensor.io.HostTensor;
import ai.stego.tensor.io.NamedTensors;
import ai.stego.tensor.io.SafeTensorsWriter;
import ai.stego.tensor.testing.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code stego info} and {@code stego convert}. */
class WeightFilesTest {
  private static final String BACKBONE = Golden.path("vit_nano.weights.safetensors").toString();

  @TempDir Path folder;

  @Test
  void saysWhatABackboneIs() {
    String text = Cli.run("info", BACKBONE, "--heads", "3").fine().out();
    assertTrue(text.contains("backbone a ViT with patches of 8, DINO"), text);
    assertTrue(text.contains("width D 48, 2 blocks, 3 heads, trained at 64 x 64 px"), text);
    assertTrue(text.contains("tensors: 30"), text);
    assertTrue(text.contains("patch_embed.proj.weight    F32     (48, 3, 8, 8)"), text);
  }

  @Test
  void saysWhatIsMissingToUseABackbone() {
    String text = Cli.run("info", "--brief", BACKBONE).fine().out();
    assertTrue(text.contains("the number of heads must be told (--heads)"), text);
    assertFalse(text.contains("\ntensors:"), text);
  }

  @Test
  void readsTorchFiles() {
    String file = Golden.path("nano.zip.pth").toString();
    String text = Cli.run("info", file, "--heads=3").fine().out();
    assertTrue(text.startsWith(file + ": a torch file"), text);
  }

  @Test
  void saysWhatACheckpointIsAndConvertsIt() throws IOException {
    Path model = folder.resolve("model.safetensors");
    String checkpoint = Golden.path("stego_nanoextra.ckpt").toString();
    String before = Cli.run("info", "--brief", checkpoint).fine().out();
    assertTrue(before.contains("STEGO model on a ViT"), before);
    assertTrue(before.contains("extra clusters E 2"), before);
    Cli.run("convert", checkpoint, model.toString()).fine();
    String after = Cli.run("info", "--brief", model.toString()).fine().out();
    assertEquals(before.lines().skip(1).toList(), after.lines().skip(1).toList());
  }

  @Test
  void namesTheFileThatIsMissing() {
    Cli.run("info", "missing.pth").mistake("missing.pth: there is no such file");
    Cli.run("convert", "missing.pth", folder.resolve("a.safetensors").toString())
        .mistake("missing.pth: there is no such file");
  }

  @Test
  void saysThatATextIsNoWeightFile() throws IOException {
    Path text = Files.writeString(folder.resolve("a.pth"), "hello, I am a text");
    Cli.run("info", text.toString()).mistake(text.toString(), "a text file");
  }

  @Test
  void wantsTheOutputToBeSafetensors() {
    Path out = folder.resolve("a.pth");
    Cli.run("convert", BACKBONE, out.toString(), "--heads=3").mistake("must end in .safetensors");
    assertFalse(Files.exists(out));
  }

  @Test
  void leavesNothingBehindWhenAConversionFails() throws IOException {
    Path torn = folder.resolve("torn.safetensors");
    byte[] whole = Files.readAllBytes(Path.of(BACKBONE));
    Files.write(torn, Arrays.copyOf(whole, whole.length / 2));
    Cli.run("convert", torn.toString(), folder.resolve("out.safetensors").toString())
        .mistake(torn.toString());
    try (var files = Files.list(folder)) {
      assertEquals(1, files.count());
    }
  }

  @Test
  void refusesNegativeHeads() {
    Cli.run("info", BACKBONE, "--heads", "-3").mistake("heads must be 1 or more, not -3");
    Cli.run("convert", BACKBONE, folder + "/a.safetensors", "--heads", "-3")
        .mistake("heads must be 1 or more, not -3");
  }

  @Test
  void printsNoNameThatSteersATerminal() throws IOException {
    Path file = folder.resolve("hostile.safetensors");
    String name = "\u001b]0;name\u0007\nfake line " + "x".repeat(300);
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    tensors.put(name, new HostTensor(Shape.of(1), new float[1]));
    tensors.put("short", new HostTensor(Shape.of(1), new float[1]));
    SafeTensorsWriter.write(
        file, NamedTensors.of("memory", tensors), Map.of("k\u001b[31m", "v\u001b[31m"));
    String text = Cli.run("info", file.toString()).fine().out();
    assertTrue(text.lines().allMatch(line -> line.chars().allMatch(c -> c >= ' ')), text);
    assertFalse(text.lines().anyMatch(line -> line.startsWith("fake")), text);
    assertTrue(text.contains("k?[31m = v?[31m"), text);
    String shorter = text.lines().filter(line -> line.startsWith("  short")).findFirst().get();
    assertTrue(shorter.length() < 90, shorter);
  }
}

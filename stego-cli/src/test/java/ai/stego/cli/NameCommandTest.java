package ai.stego.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.stego.image.ImageWriter;
import ai.stego.image.Rgb;
import ai.stego.tensor.testing.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code stego name}, and where the names are seen. */
class NameCommandTest {
  private static final String CHECKPOINT = Golden.path("stego_nanostego.ckpt").toString();

  @TempDir Path folder;
  private String model;

  @BeforeEach
  void convert() {
    model = folder.resolve("model.safetensors").toString();
    Cli.run("convert", CHECKPOINT, model).fine();
  }

  private static Cli name(String... args) {
    List<String> all = new ArrayList<>(List.of("name"));
    all.addAll(List.of(args));
    return Cli.run(all.toArray(String[]::new));
  }

  @Test
  void namesAreStoredInTheModelAndAddedTo() {
    name(model, "3=sky", "5= brick wall ").fine();
    name(model, "0=a=b").fine();
    String listed = name(model).fine().out();
    assertEquals(6, listed.lines().count());
    assertTrue(listed.matches("(?s).*0  #[0-9a-f]{6}  a=b\\R.*"), listed);
    assertTrue(listed.contains("  sky"), listed);
    String info = Cli.run("info", "--brief", model).fine().out();
    assertTrue(info.contains("clusters: 0 = a=b, 3 = sky, 5 = brick wall"), info);
  }

  @Test
  void masksShowTheNames() throws IOException {
    name(model, "0=n", "1=n", "2=n", "3=n", "4=n", "5=n").fine();
    Path photo = folder.resolve("photo.png");
    ImageWriter.writePng(new Rgb(40, 48, new byte[40 * 48 * 3]), photo);
    Path out = folder.resolve("out");
    Cli.run(
            "segment",
            photo.toString(),
            "-m",
            model,
            "--device",
            "scalar",
            "--size",
            "32",
            "-o",
            out.toString())
        .fine();
    String line = Files.readString(out.resolve("segments.jsonl"));
    assertTrue(line.contains("\"name\":\"n\""), line);
    assertFalse(line.contains("cluster "), line);
  }

  @Test
  void anotherFileIsWrittenAndTheFirstLeftAsItIs() throws IOException {
    byte[] before = Files.readAllBytes(Path.of(model));
    String copy = folder.resolve("copy.safetensors").toString();
    assertTrue(name(model, "1=tree", "-o", copy).fine().out().endsWith(copy + "\n"));
    assertArrayEquals(before, Files.readAllBytes(Path.of(model)));
    assertTrue(name(copy).fine().out().contains("tree"));
    String fromCheckpoint = folder.resolve("c.safetensors").toString();
    name(CHECKPOINT, "1=tree", "-o", fromCheckpoint).fine();
    assertTrue(name(fromCheckpoint).fine().out().contains("tree"));
  }

  @Test
  void whatCannotBeDoneIsSaidInOneLineAndChangesNothing() throws IOException {
    byte[] before = Files.readAllBytes(Path.of(model));
    name(model, "6=sky").mistake("6=sky: the model's clusters are 0 to 5");
    name(model, "99999999999999999999=sky").mistake("clusters are 0 to 5");
    name(model, "3=sky", "3=road").mistake("cluster 3 is named twice: sky, road");
    name(model, "sky").mistake("sky: expected a cluster's number and a name, such as 3=sky");
    name(model, "-1=sky").mistake();
    name(model, "x=sky").mistake("x=sky: expected a cluster's number");
    name(model, "=sky").mistake("expected a cluster's number");
    name(model, "3= ").mistake("3= : the name is empty");
    name(model, "3=" + "a".repeat(101)).mistake("longer than 100 characters");
    name(model, "3=a\u001b[31m").mistake("the name has control characters");
    name(model, "3=sky", "-o", "names.txt").mistake("names.txt: the output's name must end in");
    name(model, "-o", "m.safetensors").mistake("m.safetensors: there are no names to write");
    assertArrayEquals(before, Files.readAllBytes(Path.of(model)));
  }

  @Test
  void aCheckpointHasNoRoomForNames() {
    name(CHECKPOINT, "3=sky").mistake("no room for names; choose -o FILE.safetensors");
    String backbone = Golden.path("vit_nano.weights.safetensors").toString();
    name(backbone, "3=sky").mistake("no STEGO model");
    name(folder.resolve("none.safetensors").toString()).mistake("there is no such file");
  }

  @Test
  void aModelWithoutLinearProbeSaysSo() throws IOException {
    String unlabelled = LabelFreeModel.write(folder).toString();
    String info = Cli.run("info", "--brief", unlabelled).fine().out();
    assertTrue(info.contains("linear probe: none, trained without labels"), info);
    Path photo = folder.resolve("photo.png");
    ImageWriter.writePng(new Rgb(40, 48, new byte[40 * 48 * 3]), photo);
    Cli.run("segment", photo.toString(), "-m", unlabelled, "--probe", "linear")
        .mistake(unlabelled + ": it has no linear probe, since it was trained without labels");
  }
}

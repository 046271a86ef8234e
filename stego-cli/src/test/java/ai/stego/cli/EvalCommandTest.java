package ai.stego.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.stego.image.ImageWriter;
import ai.stego.image.Rgb;
import ai.stego.segment.Segmentation;
import ai.stego.tensor.Rng;
import ai.stego.tensor.testing.Golden;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvalCommandTest {
  private static final String MODEL = Golden.path("stego_nanostego.ckpt").toString();

  @TempDir Path folder;
  private Path data;

  /** Three photographs, left dark and right light, with labels 0 to 2. */
  @BeforeEach
  void makeData() throws IOException {
    data = folder.resolve("data");
    Path images = Files.createDirectories(data.resolve("imgs/val"));
    Path labels = Files.createDirectories(data.resolve("labels/val"));
    for (int i = 0; i < 3; i++) {
      int height = 40 + 3 * i;
      photo(images.resolve("p" + i + ".png"), height, 56, i);
      labels(labels.resolve("p" + i + ".png"), height, 56);
    }
  }

  private static void photo(Path file, int height, int width, int seed) throws IOException {
    Rng random = Rng.of(seed);
    byte[] bytes = new byte[3 * height * width];
    for (int i = 0; i < bytes.length; i++) {
      int base = i / 3 % width < width / 2 ? 40 : 200;
      bytes[i] = (byte) (base + random.nextFloat() * 20);
    }
    ImageWriter.writePng(new Rgb(height, width, bytes), file);
  }

  private static void labels(Path file, int height, int width) throws IOException {
    int[] labels = new int[height * width];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = i / width < 9 ? 2 : i % width < width / 2 ? 0 : 1;
    }
    ImageWriter.writePng(new Segmentation(height, width, labels, 6).toLabelImage(), file);
  }

  private Cli eval(String... more) {
    List<String> args = new ArrayList<>(List.of("eval", data.toString(), "--device", "scalar"));
    args.addAll(List.of("--size", "32"));
    args.addAll(List.of(more));
    return Cli.run(args.toArray(String[]::new));
  }

  private static String row(String out, String name) {
    return out.lines().filter(line -> line.strip().startsWith(name)).findFirst().orElseThrow();
  }

  @Test
  void theTableHasBothProbesWithAndWithoutCrf() {
    String out = eval("-m", MODEL).fine().out();
    assertTrue(out.startsWith("3 images of " + data.resolve("imgs/val") + ", 6 classes;"), out);
    assertTrue(out.contains("squares of 32 px, flip; in percent"), out);
    assertTrue(row(out, "accuracy").matches("accuracy( +\\d+\\.\\d\\d){4}"), out);
    assertTrue(row(out, "class 2").matches("  class 2( +(\\d+\\.\\d\\d|-)){4}"), out);
    String plain = eval("-m", MODEL, "--no-crf", "--no-flip").fine().out();
    assertTrue(row(plain, "mIoU").matches("mIoU( +\\d+\\.\\d\\d){2}"), plain);
    assertTrue(plain.contains("no flip"), plain);
  }

  private String trainedWith(String name, String settings) throws IOException {
    Path model = folder.resolve(name + ".safetensors");
    return LabelFreeModel.write(model, 6, Map.of("training.settings", settings)).toString();
  }

  @Test
  void photographsAreResizedAsTheModelWasTrained() throws IOException {
    String smooth = trainedWith("smooth", "resize: bilinear\nsize: 48\n");
    String byItself = eval("-m", smooth, "--no-crf").fine().out();
    assertTrue(byItself.contains("squares of 32 px, bilinear, flip"), byItself);
    String said = eval("-m", smooth, "--no-crf", "--resize", "bilinear").fine().out();
    String nearest = eval("-m", smooth, "--no-crf", "--resize", "nearest").fine().out();
    assertTrue(nearest.contains("squares of 32 px, flip"), nearest);
    assertEquals(row(said, "accuracy"), row(byItself, "accuracy"));
    assertNotEquals(row(nearest, "accuracy"), row(byItself, "accuracy"));
  }

  @Test
  void modelsThatWereTrainedWithDifferentResizingHaveNoCommonDefault() throws IOException {
    String smooth = trainedWith("smooth", "resize: bilinear\n");
    String plain = LabelFreeModel.write(folder).toString();
    eval("-m", smooth, "-m", plain, "--no-crf").mistake("--resize: say which");
    eval("-m", smooth, "-m", plain, "--no-crf", "--resize", "nearest").fine();
  }

  @Test
  void settingsOfAModelThatCannotBeReadAreAMistakeOnlyWhereTheyMatter() throws IOException {
    String odd = trainedWith("odd", "resize: cubic\n");
    eval("-m", odd, "--no-crf").mistake(odd, "training.settings", "cubic");
    eval("-m", odd, "--no-crf", "--resize", "nearest").fine();
    eval("-m", trainedWith("deep", "[".repeat(30_000)), "--no-crf")
        .mistake("training.settings", "YAML");
  }

  @Test
  void severalModelsAreSummedUp() {
    String out = eval("-m", MODEL, "-m", MODEL, "--no-crf").fine().out();
    assertTrue(out.contains("mean ± deviation of 2 models"), out);
    assertTrue(row(out, "accuracy").matches("accuracy( +\\d+\\.\\d\\d ± 0\\.00){2}"), out);
  }

  @Test
  void theJsonFileHoldsTheCountsBehindTheTable() throws IOException {
    Path json = folder.resolve("eval.json");
    String out = eval("-m", MODEL, "--no-crf", "--json", json.toString()).fine().out();
    long pixels = 0;
    double accuracy = -1;
    try (JsonParser parser = new JsonFactory().createParser(Files.readString(json))) {
      boolean confusion = false;
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (token == JsonToken.FIELD_NAME) {
          confusion = parser.currentName().equals("confusion");
          if (parser.currentName().equals("accuracy") && accuracy < 0) {
            parser.nextToken();
            accuracy = parser.getDoubleValue();
          }
        } else if (confusion && token == JsonToken.VALUE_NUMBER_INT) {
          pixels += parser.getLongValue();
        }
      }
    }
    assertEquals(2 * 3 * 32 * 32, pixels);
    String first = row(out, "accuracy").replaceFirst("accuracy +(\\S+).*", "$1");
    assertEquals(Double.parseDouble(first), 100 * accuracy, 0.0051);
  }

  @Test
  void aModelWithoutLabelsIsJudgedByItsClusters() throws IOException {
    String unlabelled = LabelFreeModel.write(folder).toString();
    String out = eval("-m", unlabelled, "--no-crf").fine().out();
    assertTrue(out.startsWith("3 images of " + data.resolve("imgs/val") + ", 3 classes;"), out);
    assertTrue(row(out, "mIoU").matches("mIoU( +\\d+\\.\\d\\d)"), out);
    assertFalse(out.contains("linear"), out);
    eval("-m", MODEL, "-m", unlabelled, "--no-crf", "--classes", "6")
        .mistake("models of different classes or probes have no common mean");
  }

  @Test
  void aPublishedDatasetHasClassesOfItsOwn() throws IOException {
    Path images = Files.createDirectories(folder.resolve("city/leftImg8bit/val/ulm"));
    Path labels = Files.createDirectories(folder.resolve("city/gtFine/val/ulm"));
    photo(images.resolve("ulm_1_leftImg8bit.png"), 40, 56, 1);
    int[] road = new int[40 * 56];
    Arrays.fill(road, 7);
    ImageWriter.writePng(
        new Segmentation(40, 56, road, 34).toLabelImage(),
        labels.resolve("ulm_1_gtFine_labelIds.png"));
    data = folder.resolve("city");
    String enough = LabelFreeModel.write(folder, 30).toString();
    String out = eval("-m", enough, "--no-crf", "--dataset", "cityscapes27").fine().out();
    assertTrue(row(out, "road").matches("  road +\\d+\\.\\d\\d"), out);
    assertTrue(row(out, "sidewalk").matches("  sidewalk +(-|0\\.00)"), out);
    eval("-m", MODEL, "--dataset", "cityscapes27").mistake("27 classes of its own, not 6");
    eval("-m", LabelFreeModel.write(folder).toString(), "--dataset", "cityscapes27")
        .mistake("the model has only 6 clusters for 27 classes");
    eval("-m", MODEL, "--dataset", "imagenet").mistake("imagenet", "cocostuff27");
  }

  @Test
  void classesCanBeNamed() throws IOException {
    Path names = folder.resolve("names.txt");
    Files.writeString(names, "sky\nroad\ntree\ncar\nsign\npole\n");
    String out = eval("-m", MODEL, "--no-crf", "--class-names", names.toString()).fine().out();
    assertTrue(row(out, "road").startsWith("  road "), out);
    eval("-m", MODEL, "--class-names", names.toString(), "--classes", "5")
        .mistake("names.txt: 6 names, but --classes 5");
  }

  @Test
  void onlyTheFirstPhotographsCanBeTaken() {
    String out = eval("-m", MODEL, "--no-crf", "--limit", "2").fine().out();
    assertTrue(out.startsWith("2 of 3 images"), out);
    eval("-m", MODEL, "--limit", "0").mistake();
  }

  @Test
  void whatDoesNotFitIsSaidInOneLine() throws IOException {
    eval("-m", MODEL, "--classes", "4").mistake(MODEL, "the model has 6 classes, not 4");
    Cli.run("eval", data.toString(), "-m", MODEL, "--device", "scalar", "--size", "30")
        .mistake("the size 30 is not a multiple of the patch 8; take 32");
    eval("-m", MODEL, "--split", "train").mistake("no folder 'train'");
    eval("-m", MODEL, "--split", "all").mistake("--split");
    eval("-m", MODEL, "--json", folder.resolve("no/eval.json").toString())
        .mistake("does not exist");
    eval("-m", folder.resolve("none.ckpt").toString()).mistake("there is no such file");
    eval().mistake("--model");
    Path plain = data.resolve("imgs/val");
    Cli.run("eval", plain.toString(), "-m", MODEL, "--device", "scalar", "--size", "32")
        .mistake("without labels there is nothing to compare with");
    Files.delete(data.resolve("labels/val/p1.png"));
    eval("-m", MODEL).mistake("p1");
  }

  @Test
  void aFailedEvaluationWritesNoJson() throws IOException {
    Path json = folder.resolve("eval.json");
    Files.write(data.resolve("imgs/val/p2.png"), new byte[] {1, 2, 3});
    eval("-m", MODEL, "--no-crf", "--json", json.toString()).mistake("p2.png");
    assertFalse(Files.exists(json));
  }
}

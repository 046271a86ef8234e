package ai.stego.train.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.stego.tensor.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** COCO-Stuff in 27 classes. */
class CocoStuff27Test {
  private static final int HEIGHT = 8;
  private static final int WIDTH = 32;

  @TempDir private Path root;

  @BeforeEach
  void makeTree() throws IOException {
    list("val2017", "000000000139\n000000000285\n\n");
    for (String name : List.of("000000000139", "000000000285")) {
      TestPictures.photograph(image(name), HEIGHT, WIDTH);
      TestPictures.labels(label(name), HEIGHT, WIDTH, (y, x) -> y * WIDTH + x);
    }
    TestPictures.photograph(image("000000000999"), HEIGHT, WIDTH); // not in the list
  }

  @Test
  void theListDecides() throws IOException {
    Dataset dataset = open(Split.VAL);
    assertEquals(2, dataset.size());
    assertEquals("000000000285", dataset.key(1));
    assertEquals(27, dataset.classes().orElseThrow().count());
  }

  @Test
  void everyLabelHasOneClassAndEveryClassALabel() {
    int[] coarse = CocoStuff27.coarse();
    assertEquals(182, coarse.length);
    assertTrue(IntStream.of(coarse).allMatch(k -> k >= 0 && k < 27));
    assertEquals(27, IntStream.of(coarse).distinct().count());
    assertEquals(27, new HashSet<>(CocoStuff27.classes().names()).size());
  }

  /** The numbers of images of things: the labels of COCO of each of its supercategories. */
  @Test
  void labelsAreInTheClassesOfTheHierarchy() {
    Map<Integer, String> expected =
        Map.ofEntries(
            Map.entry(1, "person"),
            Map.entry(9, "vehicle"), // boat
            Map.entry(14, "outdoor"), // parking meter
            Map.entry(25, "animal"), // giraffe
            Map.entry(72, "electronic"), // tv
            Map.entry(91, "indoor"), // hair brush
            Map.entry(106, "sky"), // clouds
            Map.entry(120, "water"), // fog
            Map.entry(127, "solid"), // hill
            Map.entry(128, "building"), // house
            Map.entry(149, "ground"), // road
            Map.entry(161, "furniture-stuff"), // stairs
            Map.entry(163, "plant"), // straw
            Map.entry(170, "food-stuff"), // vegetable
            Map.entry(177, "wall"), // wood wall
            Map.entry(182, "solid")); // wood
    int[] coarse = CocoStuff27.coarse();
    expected.forEach(
        (label, name) ->
            assertEquals(
                name, CocoStuff27.classes().names().get(coarse[label - 1]), "label " + label));
  }

  @Test
  void sampleVIsLabelVPlusOneAnd255None() throws IOException {
    int[] labels = open(Split.VAL).labels(0).labels();
    int[] coarse = CocoStuff27.coarse();
    assertArrayEquals(coarse, IntStream.of(labels).limit(182).toArray());
    assertTrue(IntStream.of(labels).skip(182).allMatch(k -> k == LabelMap.IGNORED));
  }

  @Test
  void withoutAnnotationsThereAreNoLabels() throws IOException {
    for (String name : List.of("000000000139", "000000000285")) {
      Files.delete(label(name));
    }
    Files.delete(root.resolve("annotations/val2017"));
    assertEquals(Optional.empty(), open(Split.VAL).classes());
  }

  @Test
  void whatIsMissingIsListed() throws IOException {
    list("val2017", "000000000139\nnope\n000000000285\n");
    Files.delete(label("000000000285"));
    InputException refused = assertThrows(InputException.class, () -> open(Split.VAL));
    assertTrue(
        refused
            .getMessage()
            .endsWith(
                ": 3 listed files are missing ("
                    + image("nope")
                    + ", "
                    + label("nope")
                    + ", "
                    + label("000000000285")
                    + ")"),
        refused.getMessage());
    InputException list = assertThrows(InputException.class, () -> open(Split.TRAIN));
    assertTrue(list.getMessage().endsWith("there is no such list of images"), list.getMessage());
    assertThrows(InputException.class, () -> open(Split.TEST));
  }

  @Test
  void aListThatIsNoneIsRefused() throws IOException {
    for (String text :
        List.of("../../etc/passwd", "a b", "/etc/passwd", "x\nx", "a\u0000b", ".hidden", "ü")) {
      list("val2017", text);
      IOException refused = assertThrows(IOException.class, () -> open(Split.VAL), text);
      assertTrue(refused.getMessage().contains("Coarse_7.txt: line "), refused.getMessage());
    }
    Files.write(listFile("val2017"), new byte[] {(byte) 0xFF, (byte) 0xFE, 0});
    assertThrows(IOException.class, () -> open(Split.VAL));
    list("val2017", "\n \n");
    assertThrows(InputException.class, () -> open(Split.VAL));
  }

  private Dataset open(Split split) throws IOException {
    return Datasets.open("cocostuff27", root, split, DatasetOptions.NONE);
  }

  private void list(String year, String text) throws IOException {
    Files.createDirectories(listFile(year).getParent());
    Files.writeString(listFile(year), text);
  }

  private Path listFile(String year) {
    return root.resolve("curated").resolve(year).resolve("Coco164kFull_Stuff_Coarse_7.txt");
  }

  private Path image(String name) {
    return root.resolve("images/val2017/" + name + ".jpg");
  }

  private Path label(String name) {
    return root.resolve("annotations/val2017/" + name + ".png");
  }
}

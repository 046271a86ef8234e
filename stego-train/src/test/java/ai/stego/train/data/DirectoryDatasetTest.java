package ai.stego.train.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.stego.image.ImageException;
import ai.stego.image.Rgb;
import ai.stego.tensor.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** STEGO's directory layout. */
class DirectoryDatasetTest {
  private static final int HEIGHT = 5;
  private static final int WIDTH = 7;

  @TempDir private Path root;

  @Test
  void photographsAndLabelsPairByName() throws IOException {
    labelled("b", 1);
    labelled("a", 2);
    Dataset dataset = open(DatasetOptions.ofClasses(4));
    assertEquals(2, dataset.size());
    assertEquals(List.of("a", "b"), List.of(dataset.key(0), dataset.key(1)));
    assertEquals(root.resolve("imgs/train/a.png"), dataset.file(0));
    assertEquals(Optional.of(root.resolve("labels/train/a.png")), dataset.labelFile(0));
    assertEquals(2, dataset.labels(0).labels()[0]);
    assertEquals(1, dataset.labels(1).labels()[0]);
    assertEquals(TestPictures.picture("a.png", HEIGHT, WIDTH), dataset.image(0));
    assertEquals(
        "2 images of " + root.resolve("imgs/train") + ", 4 classes", dataset.description());
  }

  @Test
  void labelsFromTheNumberOfClassesOnAreIgnored() throws IOException {
    photograph("a");
    TestPictures.labels(label("a"), HEIGHT, WIDTH, (y, x) -> x == 0 ? 255 : x);
    int[] row = open(DatasetOptions.ofClasses(4)).labels(0).labels();
    assertArrayEquals(
        new int[] {-1, 1, 2, 3, -1, -1, -1}, IntStream.of(row).limit(WIDTH).toArray());
  }

  @Test
  void classesAreCountedWhenNobodySays() throws IOException {
    labelled("a", 3);
    photograph("b");
    TestPictures.labels(label("b"), HEIGHT, WIDTH, (y, x) -> 255);
    ClassSet classes = open(DatasetOptions.NONE).classes().orElseThrow();
    assertEquals(List.of("class 0", "class 1", "class 2", "class 3"), classes.names());
  }

  @Test
  void labelsWithoutAnyClassAreRefused() throws IOException {
    labelled("a", 255);
    assertRefused(DatasetOptions.NONE, "every pixel of these labels is 255");
  }

  @Test
  void namesComeFromATextFile() throws IOException {
    labelled("a", 1);
    Path names = Files.writeString(root.resolve("names.txt"), "\uFEFFsky\n  road \n\n");
    Dataset dataset = open(DatasetOptions.fromNames(names));
    assertEquals(List.of("sky", "road"), dataset.classes().orElseThrow().names());
  }

  @Test
  void namesThatAreMissingOrTwiceAreRefused() throws IOException {
    Path names = root.resolve("names.txt");
    for (String text : new String[] {"sky\n\nroad", "sky\nroad\nsky", " \n", "x\n".repeat(256)}) {
      Files.writeString(names, text);
      IOException refused =
          assertThrows(IOException.class, () -> DatasetOptions.fromNames(names), text);
      assertTrue(refused.getMessage().startsWith(names + ": "), refused.getMessage());
    }
  }

  @Test
  void withoutLabelsThereAreNoClasses() throws IOException {
    photograph("a");
    Dataset dataset = open(DatasetOptions.ofClasses(4));
    assertEquals(Optional.empty(), dataset.classes());
    assertEquals(Optional.empty(), dataset.labelFile(0));
    assertThrows(InputException.class, () -> dataset.labels(0));
    assertTrue(dataset.description().startsWith("1 image of "), dataset.description());
    assertTrue(dataset.description().endsWith(", no labels"), dataset.description());
  }

  @Test
  void aPlainFolderIsADatasetToo() throws IOException {
    TestPictures.photograph(root.resolve("z.png"), HEIGHT, WIDTH);
    TestPictures.photograph(root.resolve("Y.PNG"), HEIGHT, WIDTH);
    Files.writeString(root.resolve(".hidden.png"), "no picture");
    Files.writeString(root.resolve("notes.txt"), "no picture");
    Files.createDirectory(root.resolve("folder.png"));
    Dataset dataset = DirectoryDataset.open(root, Split.VAL, DatasetOptions.NONE);
    assertEquals(List.of("Y", "z"), List.of(dataset.key(0), dataset.key(1)));
    assertEquals(2, dataset.size());
  }

  @Test
  void linksCountAsWhatTheyLeadTo() throws IOException {
    Path elsewhere = TestPictures.photograph(root.resolve("elsewhere/a.png"), HEIGHT, WIDTH);
    Files.createSymbolicLink(root.resolve("link.png"), elsewhere);
    Files.createSymbolicLink(root.resolve("dangling.png"), root.resolve("nothing.png"));
    Dataset dataset = DirectoryDataset.open(root, Split.TRAIN, DatasetOptions.NONE);
    assertEquals(1, dataset.size());
    assertEquals(HEIGHT, dataset.image(0).height());
  }

  @Test
  void filesWithoutPartnersAreListed() throws IOException {
    for (int i = 10; i < 22; i++) {
      photograph("photo" + i);
    }
    TestPictures.labels(label("label"), HEIGHT, WIDTH, (y, x) -> 0);
    InputException refused = assertRefused(DatasetOptions.NONE, "12 without labels (");
    assertTrue(refused.getMessage().contains("photo19.png and 2 more)"), refused.getMessage());
    assertTrue(
        refused.getMessage().endsWith("1 without a photograph (" + label("label") + ")"),
        refused.getMessage());
  }

  @Test
  void masksOfAnEarlierRunAreNoPhotographs() throws IOException {
    for (String name : List.of("a.png", "a.labels.png", "a.Overlay.png")) {
      TestPictures.photograph(root.resolve(name), HEIGHT, WIDTH);
    }
    assertEquals(1, open(DatasetOptions.NONE).size());
  }

  @Test
  void withoutLabelsTwoPhotographsMayHaveOneName() throws IOException {
    TestPictures.photograph(root.resolve("a.png"), HEIGHT, WIDTH);
    Files.copy(root.resolve("a.png"), root.resolve("a.jpg"));
    Files.copy(root.resolve("a.png"), root.resolve("a.webp"));
    Dataset dataset = open(DatasetOptions.NONE);
    assertEquals(
        List.of("a", "a.png", "a.webp"), List.of(dataset.key(0), dataset.key(1), dataset.key(2)));
    assertEquals(root.resolve("a.jpg"), dataset.file(0));
  }

  @Test
  void withLabelsTwoPhotographsOfOneNameAreRefused() throws IOException {
    labelled("a", 1);
    Files.copy(root.resolve("imgs/train/a.png"), root.resolve("imgs/train/a.jpg"));
    assertRefused(DatasetOptions.NONE, "but for the extension");
  }

  @Test
  void whereNobodyWantsLabelsTheyNeedNotPair() throws IOException {
    photograph("a");
    TestPictures.photograph(label("b"), HEIGHT, WIDTH);
    Files.copy(root.resolve("imgs/train/a.png"), root.resolve("imgs/train/a.jpg"));
    assertRefused(DatasetOptions.NONE, "but for the extension");
    Dataset dataset = open(DatasetOptions.UNLABELLED);
    assertEquals(2, dataset.size());
    assertEquals(Optional.empty(), dataset.classes());
    assertEquals(Optional.empty(), dataset.labelFile(0));
    assertThrows(InputException.class, () -> dataset.labels(0));
  }

  @Test
  void labelsOfAnotherSizeAreRefused() throws IOException {
    photograph("a");
    TestPictures.labels(label("a"), HEIGHT + 1, WIDTH, (y, x) -> 0);
    Dataset dataset = open(DatasetOptions.ofClasses(2));
    ImageException refused = assertThrows(ImageException.class, () -> dataset.labels(0));
    assertEquals(
        label("a")
            + ": 7 x 6 labels, but the photograph "
            + root.resolve("imgs/train/a.png")
            + " has 7 x 5 pixels",
        refused.getMessage());
  }

  @Test
  void colouredLabelsAreRefused() throws IOException {
    photograph("a");
    TestPictures.photograph(label("a"), HEIGHT, WIDTH);
    Dataset dataset = open(DatasetOptions.ofClasses(2));
    ImageException refused = assertThrows(ImageException.class, () -> dataset.labels(0));
    assertTrue(refused.getMessage().startsWith(label("a") + ": "), refused.getMessage());
  }

  @Test
  void emptyAndMissingFoldersAreRefused() throws IOException {
    assertRefused(DatasetOptions.NONE, "no photographs in this folder");
    Files.createDirectories(root.resolve("imgs/val"));
    assertRefused(DatasetOptions.NONE, "no folder 'train' in it, only [val]");
    InputException refused =
        assertThrows(
            InputException.class,
            () -> DirectoryDataset.open(root.resolve("no"), Split.TRAIN, DatasetOptions.NONE));
    assertEquals(root.resolve("no") + ": there is no such folder", refused.getMessage());
  }

  @Test
  void numbersOfClassesAreChecked() {
    List<String> names = List.of("sky", "road");
    assertThrows(InputException.class, () -> new DatasetOptions(names, 3));
    assertThrows(InputException.class, () -> DatasetOptions.ofClasses(256));
    assertThrows(InputException.class, () -> DatasetOptions.ofClasses(0));
  }

  @Test
  void fiveCropsAreTheCornersAndTheCentre() throws IOException {
    photograph("a");
    TestPictures.labels(label("a"), HEIGHT, WIDTH, (y, x) -> y * WIDTH + x);
    Dataset whole = open(DatasetOptions.ofClasses(40));
    Dataset crops = new FiveCrop(whole);
    assertEquals(5, crops.size());
    // Half of 5 x 7 is 2 x 3; the centre begins at rint(1.5) = 2 and rint(2) = 2.
    int[][] corners = {{0, 0}, {0, 4}, {3, 0}, {3, 4}, {2, 2}};
    Rgb photograph = whole.image(0);
    for (int c = 0; c < 5; c++) {
      int top = corners[c][0];
      int left = corners[c][1];
      assertEquals("a#crop" + c, crops.key(c));
      assertEquals(whole.file(0), crops.file(c));
      assertEquals(photograph.crop(top, left, 2, 3), crops.image(c), "crop " + c);
      LabelMap labels = crops.labels(c);
      assertEquals(2, labels.height());
      assertEquals(3, labels.width());
      assertEquals(top * WIDTH + left, labels.labels()[0]);
      assertEquals((top + 1) * WIDTH + left + 2, labels.labels()[5]);
    }
  }

  @Test
  void aSubsetKeepsItsOrder() throws IOException {
    labelled("a", 0);
    labelled("b", 1);
    labelled("c", 2);
    Dataset whole = open(DatasetOptions.ofClasses(3));
    Dataset two = new Subset(whole, 2, 0);
    assertEquals(List.of("c", "a"), List.of(two.key(0), two.key(1)));
    assertEquals(2, two.labels(0).labels()[0]);
    assertEquals(2, Subset.first(whole, 2).size());
    assertEquals(3, Subset.first(whole, 9).size());
    assertThrows(InputException.class, () -> Subset.first(whole, 0));
    assertThrows(InputException.class, () -> new Subset(whole, 1, 1));
    assertThrows(InputException.class, () -> new Subset(whole, 3));
  }

  private InputException assertRefused(DatasetOptions options, String why) {
    InputException refused = assertThrows(InputException.class, () -> open(options));
    assertTrue(refused.getMessage().contains(why), refused.getMessage());
    return refused;
  }

  private Dataset open(DatasetOptions options) throws IOException {
    return DirectoryDataset.open(root, Split.TRAIN, options);
  }

  private void labelled(String name, int value) throws IOException {
    photograph(name);
    TestPictures.labels(label(name), HEIGHT, WIDTH, (y, x) -> value);
  }

  private void photograph(String name) throws IOException {
    TestPictures.photograph(root.resolve("imgs/train/" + name + ".png"), HEIGHT, WIDTH);
  }

  private Path label(String name) {
    return root.resolve("labels/train/" + name + ".png");
  }
}

package ai.stego.train.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.stego.tensor.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Datasets by the name of their kind. */
class DatasetsTest {
  @TempDir private Path root;

  @Test
  void anUnknownKindIsAnsweredWithTheKnownOnes() {
    InputException refused =
        assertThrows(
            InputException.class,
            () -> Datasets.open("voc", root, Split.TRAIN, DatasetOptions.NONE));
    assertEquals(
        "dataset: expected one of [directory, cocostuff27, cityscapes27, potsdam3], got 'voc'",
        refused.getMessage());
  }

  @Test
  void aNumberOfClassesThatIsNotTheDatasetsOwnIsRefused() throws IOException {
    Path folder = root.resolve("leftImg8bit/val/ulm");
    TestPictures.photograph(folder.resolve("ulm_1_leftImg8bit.png"), 4, 10);
    Path labels = root.resolve("gtFine/val/ulm");
    TestPictures.labels(labels.resolve("ulm_1_gtFine_labelIds.png"), 4, 10, (y, x) -> 7);
    InputException refused =
        assertThrows(
            InputException.class,
            () -> Datasets.open("cityscapes27", root, Split.VAL, DatasetOptions.ofClasses(19)));
    assertEquals("cityscapes27: has 27 classes of its own, not 19", refused.getMessage());
  }

  @Test
  void whereNobodyWantsLabelsNoKindLooksAtThem() throws IOException {
    // Each has an empty folder of labels: wanted, they would be missing.
    TestPictures.photograph(root.resolve("images/train2017/1.jpg"), 4, 10);
    Path list = root.resolve("curated/train2017/Coco164kFull_Stuff_Coarse_7.txt");
    Files.createDirectories(list.getParent());
    Files.writeString(list, "1\n");
    Files.createDirectories(root.resolve("annotations/train2017"));
    TestPictures.photograph(root.resolve("leftImg8bit/train/ulm/u_leftImg8bit.png"), 4, 10);
    Files.createDirectories(root.resolve("gtFine/train"));
    TestPictures.photograph(root.resolve("imgs/1.mat"), 4, 10);
    Files.writeString(root.resolve("labelled_train.txt"), "1\n");
    for (String kind : List.of("cocostuff27", "cityscapes27", "potsdam3")) {
      assertThrows(
          InputException.class,
          () -> Datasets.open(kind, root, Split.TRAIN, DatasetOptions.NONE),
          kind);
      Dataset dataset = Datasets.open(kind, root, Split.TRAIN, DatasetOptions.UNLABELLED);
      assertEquals(1, dataset.size(), kind);
      assertEquals(Optional.empty(), dataset.classes(), kind);
    }
  }

  @Test
  void theDirectoryKindIsThere() throws IOException {
    TestPictures.photograph(root.resolve("a.png"), 4, 10);
    assertEquals(1, Datasets.open("directory", root, Split.TRAIN, DatasetOptions.NONE).size());
  }
}

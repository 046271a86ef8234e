package ai.stego.train.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.stego.tensor.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Cityscapes in 27 classes. */
class Cityscapes27Test {
  @TempDir private Path root;

  @Test
  void citiesAreJoinedInTheOrderOfTheNames() throws IOException {
    image("zurich", "zurich_000001");
    image("aachen", "aachen_000002");
    image("aachen", "aachen_000001");
    label("zurich", "zurich_000001");
    label("aachen", "aachen_000002");
    label("aachen", "aachen_000001");
    Files.writeString(root.resolve("gtFine/train/aachen/aachen_000001_gtFine_color.png"), "");
    Dataset dataset = open();
    assertEquals(3, dataset.size());
    assertEquals(
        List.of("aachen_000001", "aachen_000002", "zurich_000001"),
        List.of(dataset.key(0), dataset.key(1), dataset.key(2)));
  }

  @Test
  void idsFrom7To33AreClasses() throws IOException {
    image("ulm", "ulm_000001");
    label("ulm", "ulm_000001");
    Dataset dataset = open();
    LabelMap labels = dataset.labels(0);
    for (int id = 0; id < 40; id++) {
      int expected = id >= 7 && id <= 33 ? id - 7 : LabelMap.IGNORED;
      assertEquals(expected, labels.labels()[id], "id " + id);
    }
    ClassSet classes = dataset.classes().orElseThrow();
    assertEquals(27, classes.count());
    assertEquals("road", classes.names().get(7 - 7));
    assertEquals("sky", classes.names().get(23 - 7));
    assertEquals("car", classes.names().get(26 - 7));
    assertEquals("bicycle", classes.names().get(33 - 7));
    assertEquals(0x4682B4, classes.palette().color(23 - 7));
    assertEquals(0x770B20, classes.palette().color(33 - 7));
  }

  @Test
  void withoutLabelsThereAreNoClasses() throws IOException {
    image("ulm", "ulm_000001");
    assertEquals(Optional.empty(), open().classes());
  }

  @Test
  void whatHasNoPartnerIsListed() throws IOException {
    image("ulm", "ulm_000001");
    label("ulm", "ulm_000002");
    InputException refused = assertThrows(InputException.class, this::open);
    assertTrue(refused.getMessage().contains("1 without labels ("), refused.getMessage());
    assertTrue(refused.getMessage().contains("1 without a photograph ("), refused.getMessage());
  }

  @Test
  void emptyTreesAreRefused() throws IOException {
    assertThrows(InputException.class, this::open);
    Files.createDirectories(root.resolve("leftImg8bit/train/ulm"));
    assertThrows(InputException.class, this::open);
  }

  private Dataset open() throws IOException {
    return Datasets.open("cityscapes27", root, Split.TRAIN, DatasetOptions.ofClasses(27));
  }

  private void image(String city, String name) throws IOException {
    Path folder = root.resolve("leftImg8bit/train").resolve(city);
    TestPictures.photograph(folder.resolve(name + "_leftImg8bit.png"), 4, 10);
  }

  private void label(String city, String name) throws IOException {
    Path folder = root.resolve("gtFine/train").resolve(city);
    TestPictures.labels(folder.resolve(name + "_gtFine_labelIds.png"), 4, 10, (y, x) -> y * 10 + x);
  }
}

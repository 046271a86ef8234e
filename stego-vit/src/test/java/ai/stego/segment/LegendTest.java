package ai.stego.segment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.stego.tensor.Backend;
import ai.stego.tensor.BackendOptions;
import ai.stego.tensor.Backends;
import ai.stego.tensor.InputException;
import ai.stego.tensor.Scope;
import ai.stego.tensor.testing.Golden;
import ai.stego.vit.weights.ModelFile;
import ai.stego.vit.weights.StegoCheckpoint;
import ai.stego.vit.weights.StegoTensors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LegendTest {
  private static final Legend CLASSES =
      new Legend(List.of("sky", "road", "tree", "car", "wall"), Palette.of(1, 2, 3, 4, 0xF5F5F5));

  @TempDir Path folder;
  private StegoTensors model;

  /** K 5, E 2. */
  @BeforeEach
  void read() throws IOException {
    model = StegoCheckpoint.read(Golden.path("stego_nanoextra.ckpt"));
  }

  @Test
  void aModelThatSaysNothingHasNumbersForNames() {
    assertEquals(Legend.clusters(7), LegendTexts.clusters(model));
    assertEquals(Legend.classes(5), LegendTexts.classes(model));
    assertEquals("cluster 6", LegendTexts.clusters(model).names().get(6));
    assertEquals("class 4", LegendTexts.classes(model).names().get(4));
  }

  @Test
  void namesAndColoursSurviveTheModelFile() throws IOException {
    Legend clusters =
        new Legend(List.of("a", "é \"b\"", "c,d", "[", "e", "f", "g"), Palette.distinct(7));
    Path file = folder.resolve("model.safetensors");
    ModelFile.write(
        file, LegendTexts.put(model, Optional.of(CLASSES), Optional.of(clusters)), true);
    StegoTensors read = ModelFile.read(file);
    assertEquals(CLASSES, LegendTexts.classes(read));
    assertEquals(clusters, LegendTexts.clusters(read));
    assertEquals(
        "[\"#000001\",\"#000002\",\"#000003\",\"#000004\",\"#f5f5f5\"]",
        read.metadata().get("palette"));
  }

  @Test
  void masksShowTheNamesAndColoursOfTheProbeThatDecided() {
    Legend clusters = CLASSES.ofClusters(new int[] {4, -1, 0, 1, 2, 3, -1});
    StegoTensors named = LegendTexts.put(model, Optional.of(CLASSES), Optional.of(clusters));
    try (Backend backend = Backends.open("scalar", BackendOptions.DEFAULT);
        Scope scope = backend.scope()) {
      StegoModel loaded = StegoModel.load(backend, named, scope);
      assertEquals(clusters, loaded.legend(StegoModel.Classes.CLUSTER));
      assertEquals(CLASSES, loaded.legend(StegoModel.Classes.LINEAR));
    }
  }

  @Test
  void clustersTakeTheNamesAndColoursOfTheirClasses() {
    Legend clusters = CLASSES.ofClusters(new int[] {4, -1, 0, 1, 2, 3, -1});
    assertEquals(
        List.of("wall", "cluster 1", "sky", "road", "tree", "car", "cluster 6"), clusters.names());
    assertEquals(0xF5F5F5, clusters.palette().color(0));
    assertEquals(1, clusters.palette().color(2));
    assertEquals(7, clusters.names().stream().distinct().count());
    assertNotEquals(clusters.palette().color(1), clusters.palette().color(6));
    InputException e =
        assertThrows(InputException.class, () -> CLASSES.ofClusters(new int[] {0, 5}));
    assertEquals("legend: cluster 1 is to be class 5 of 5", e.getMessage());
  }

  @Test
  void aClusterWithoutClassHasAColourThatNoClassHas() {
    Legend distinct = Legend.classes(20);
    Legend clusters = distinct.ofClusters(new int[] {-1, 3, -1});
    for (int k = 0; k < 20; k++) {
      assertNotEquals(distinct.palette().color(k), clusters.palette().color(0));
      assertNotEquals(distinct.palette().color(k), clusters.palette().color(2));
    }
  }

  private String refusal(String key, String value) {
    StegoTensors spoilt = model.withMetadata(Map.of(key, value));
    String message =
        assertThrows(
                InputException.class,
                () -> {
                  LegendTexts.classes(spoilt);
                  LegendTexts.clusters(spoilt);
                })
            .getMessage();
    assertTrue(message.startsWith(model.source() + ": metadata " + key), message + " for " + value);
    return message;
  }

  @Test
  void metadataThatIsNoArrayOfTextsIsRefused() {
    for (String value : new String[] {"", "sky", "{}", "[1,2,3,4,5]", "[[\"a\"]]", "[\"a\"", "3"}) {
      refusal("class_names", value);
    }
    assertTrue(
        refusal("cluster_names", "[\"1\",\"2\",\"3\",\"4\",\"5\",\"6\",\"7\"] more")
            .contains("no JSON array of texts"));
  }

  @Test
  void metadataOfAnotherNumberOfClassesIsRefused() {
    assertTrue(refusal("class_names", "[\"a\",\"b\"]").endsWith("has 2 texts, expected 5"));
    assertTrue(refusal("cluster_names", "[]").endsWith("has 0 texts, expected 7"));
    String many = "[" + "\"a\",".repeat(1_000_000) + "\"a\"]";
    assertTrue(refusal("class_names", many).endsWith("has 6 texts, expected 5"));
  }

  @Test
  void metadataThatIsNoColourIsRefused() {
    for (String color : new String[] {"red", "#12345", "#1234567", "#GG0000"}) {
      String value = "[\"#000000\",\"#000000\",\"#000000\",\"#000000\",\"" + color + "\"]";
      assertTrue(refusal("palette", value).endsWith("no colour #RRGGBB: " + color));
    }
  }

  @Test
  void aLegendOfAnotherNumberOfClassesIsNotPut() {
    Optional<Legend> six = Optional.of(Legend.clusters(6));
    InputException e =
        assertThrows(InputException.class, () -> LegendTexts.put(model, Optional.empty(), six));
    assertEquals("model: metadata cluster_names has 6 texts, expected 7", e.getMessage());
    assertThrows(InputException.class, () -> LegendTexts.put(model, six, Optional.empty()));
  }

  @Test
  void namesNeedColours() {
    assertThrows(InputException.class, () -> new Legend(List.of("a", "b"), Palette.of(1)));
    assertThrows(InputException.class, () -> new Legend(List.of(), Palette.of(1)));
    assertThrows(InputException.class, () -> CLASSES.withNames(List.of("a")));
  }
}

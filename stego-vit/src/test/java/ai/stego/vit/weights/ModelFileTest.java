package ai.stego.vit.weights;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.stego.tensor.InputException;
import ai.stego.tensor.io.HostTensor;
import ai.stego.tensor.io.NamedTensors;
import ai.stego.tensor.io.SafeTensors;
import ai.stego.tensor.io.SafeTensorsWriter;
import ai.stego.tensor.io.TensorFile;
import ai.stego.tensor.testing.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelFileTest {
  @TempDir Path folder;
  private StegoTensors model;
  private Path path;

  @BeforeEach
  void readSyntheticCheckpoint() throws IOException {
    Path state = folder.resolve("state.safetensors");
    SafeTensorsWriter.write(state, SyntheticModel.named(SyntheticModel.state()), Map.of());
    model = StegoCheckpoint.read(state);
    path = folder.resolve("model.safetensors");
  }

  private static void assertSameModel(StegoTensors expected, StegoTensors actual) {
    assertEquals(expected.backboneConfig(), actual.backboneConfig());
    assertEquals(expected.classes(), actual.classes());
    assertEquals(expected.extra(), actual.extra());
    assertArrayEquals(expected.centroids().values(), actual.centroids().values());
    assertEquals(expected.linear().isPresent(), actual.linear().isPresent());
    if (expected.linear().isPresent()) {
      StegoTensors.LinearProbeTensors linear = expected.linear().get();
      StegoTensors.LinearProbeTensors read = actual.linear().get();
      assertArrayEquals(linear.weight().values(), read.weight().values());
      assertArrayEquals(linear.bias().values(), read.bias().values());
    }
    assertEquals(expected.head().isPresent(), actual.head().isPresent());
    if (expected.head().isPresent()) {
      NamedTensors head = expected.head().get();
      assertEquals(head.names(), actual.head().get().names());
      for (String name : head.names()) {
        assertArrayEquals(head.values(name), actual.head().get().values(name), name);
      }
    }
  }

  @Test
  void aModelWithItsBackboneSurvivesTheRoundTrip() throws IOException {
    ModelFile.write(path, model, true);
    StegoTensors read = ModelFile.read(path);
    assertSameModel(model, read);
    for (String name : DinoNames.all(1)) {
      assertArrayEquals(
          model.backbone().orElseThrow().values(name), read.backbone().orElseThrow().values(name));
    }
    assertSameModel(model, StegoCheckpoint.read(path));
  }

  @Test
  void aModelWithoutItsBackboneTakesTheRightOneAndNoOther() throws IOException {
    ModelFile.write(path, model, false);
    StegoTensors read = ModelFile.read(path);
    assertSameModel(model, read);
    assertTrue(read.backbone().isEmpty());
    Map<String, HostTensor> backbone = SyntheticModel.backbone();
    BackboneWeights right = BackboneWeights.find(SyntheticModel.named(backbone));
    assertTrue(read.withBackbone(right).backbone().isPresent());
    backbone.get("norm.bias").values()[3] += 1;
    BackboneWeights wrong = BackboneWeights.find(SyntheticModel.named(backbone));
    InputException e = assertThrows(InputException.class, () -> read.withBackbone(wrong));
    assertTrue(e.getMessage().startsWith("memory: not the backbone of this model"));
    assertTrue(e.getMessage().contains(wrong.sha256()));
    BackboneWeights other =
        BackboneWeights.find(SyntheticModel.named(backbone), BackboneWeights.Hints.heads(2));
    assertThrows(InputException.class, () -> read.withBackbone(other));
  }

  private StegoTensors trained(Optional<NamedTensors> head, int codeWidth) {
    Map<String, HostTensor> parts = new TreeMap<>();
    SyntheticModel.put(parts, "centroids", 9, codeWidth);
    BackboneWeights backbone =
        BackboneWeights.find(SyntheticModel.named(SyntheticModel.backbone()));
    return StegoTensors.trained(
        backbone,
        head,
        parts.get("centroids"),
        Optional.empty(),
        6,
        Map.of(ModelFile.BACKBONE_NAME, "synthetic"));
  }

  @Test
  void aModelTrainedWithoutLabelsHasNoLinearProbeAndKeepsItsNumberOfClasses() throws IOException {
    StegoTensors unlabelled = trained(model.head(), SyntheticModel.CODE);
    for (boolean embedded : new boolean[] {true, false}) {
      ModelFile.write(path, unlabelled, embedded);
      StegoTensors read = ModelFile.read(path);
      assertSameModel(unlabelled, read);
      assertEquals(6, read.classes());
      assertEquals(3, read.extra());
      assertEquals("synthetic", read.metadata().get("backbone.name"));
    }
    Path converted = folder.resolve("converted.safetensors");
    Convert.toSafeTensors(path, converted);
    assertEquals(-1, Files.mismatch(path, converted));
  }

  @Test
  void aModelWithoutHeadHasCodesAsWideAsTheFeatures() throws IOException {
    StegoTensors headless = trained(Optional.empty(), SyntheticModel.WIDTH);
    ModelFile.write(path, headless, true);
    StegoTensors read = ModelFile.read(path);
    assertSameModel(headless, read);
    assertTrue(read.head().isEmpty());
    assertEquals(SyntheticModel.WIDTH, read.codeWidth());
    InputException e =
        assertThrows(InputException.class, () -> trained(Optional.empty(), SyntheticModel.CODE));
    assertTrue(
        e.getMessage().contains("misshapen: cluster.centroids is (9, 7), expected (9, 64)"),
        e.getMessage());
  }

  @Test
  void aTrainedModelThatDoesNotFitIsRefusedBeforeItIsWritten() {
    Map<String, HostTensor> layers = new TreeMap<>();
    SyntheticModel.put(layers, "linear4.weight", 2, 2);
    NamedTensors odd = SyntheticModel.named(layers);
    assertThrows(InputException.class, () -> trained(Optional.of(odd), SyntheticModel.CODE));
    BackboneWeights backbone =
        BackboneWeights.find(SyntheticModel.named(SyntheticModel.backbone()));
    InputException e =
        assertThrows(
            InputException.class,
            () ->
                StegoTensors.trained(
                    backbone, model.head(), model.centroids(), model.linear(), 4, Map.of()));
    assertEquals("trained model: 4 classes, but a linear probe of 5 classes", e.getMessage());
  }

  @Test
  void halfALinearProbeIsNone() throws IOException {
    Map<String, HostTensor> bias = new TreeMap<>();
    SyntheticModel.put(bias, "linear.bias", 6);
    ModelFile.write(path, trained(model.head(), SyntheticModel.CODE), true);
    Path spoilt = folder.resolve("spoilt.safetensors");
    try (SafeTensors file = SafeTensors.open(path)) {
      UnionTensors tensors =
          new UnionTensors("memory").add("", file).add("", SyntheticModel.named(bias));
      SafeTensorsWriter.write(spoilt, tensors, file.metadata());
    }
    InputException e = assertThrows(InputException.class, () -> ModelFile.read(spoilt));
    assertTrue(e.getMessage().contains("missing: linear.weight"), e.getMessage());
  }

  @Test
  void aModelWithoutLinearProbeMustSayHowManyClassesItHas() throws IOException {
    model = trained(model.head(), SyntheticModel.CODE);
    String nobody = "neither linear.weight nor metadata classes tells the number of classes";
    assertTrue(refusal(Map.of("classes", ""), "").contains(nobody));
    assertTrue(refusal(Map.of("classes", "-1"), "").contains(nobody));
    assertTrue(refusal(Map.of("classes", "10"), "").contains("9 clusters are fewer than 10"));
    assertTrue(refusal(Map.of("classes", "5"), "").contains("extra_clusters is 3, the tensors"));
  }

  @Test
  void aModelReadWithoutBackboneCanBeWrittenAgainButNotWithOne() throws IOException {
    ModelFile.write(path, model, false);
    StegoTensors read = ModelFile.read(path);
    Path copy = folder.resolve("copy.safetensors");
    ModelFile.write(copy, read, false);
    assertEquals(-1, Files.mismatch(path, copy));
    assertThrows(InputException.class, () -> ModelFile.write(copy, read, true));
  }

  @Test
  void otherProgramsFindTensorsAndMetadataUnderTheDocumentedNames() throws IOException {
    ModelFile.write(path, model, true);
    try (SafeTensors file = SafeTensors.open(path)) {
      assertEquals("1", file.metadata().get("stego.format"));
      assertEquals("5", file.metadata().get("classes"));
      assertEquals("3", file.metadata().get("extra_clusters"));
      assertEquals("2", file.metadata().get("backbone.patch"));
      assertEquals(64, file.metadata().get("backbone.sha256").length());
      for (String name :
          List.of(
              "head.linear1.weight", "cluster.centroids", "linear.bias", "backbone.cls_token")) {
        assertTrue(file.contains(name), name);
      }
    }
  }

  private String refusal(Map<String, String> changes, String spareTensor) throws IOException {
    ModelFile.write(path, model, true);
    Path spoilt = folder.resolve("spoilt.safetensors");
    try (SafeTensors file = SafeTensors.open(path)) {
      Map<String, String> metadata = new TreeMap<>(file.metadata());
      changes.forEach(
          (key, value) -> {
            if (value.isEmpty()) {
              metadata.remove(key);
            } else {
              metadata.put(key, value);
            }
          });
      UnionTensors tensors = new UnionTensors("memory").add("", file);
      if (!spareTensor.isEmpty()) {
        Map<String, HostTensor> spare = new TreeMap<>();
        SyntheticModel.put(spare, spareTensor, 1);
        tensors.add("", SyntheticModel.named(spare));
      }
      SafeTensorsWriter.write(spoilt, tensors, metadata);
    }
    return assertThrows(InputException.class, () -> ModelFile.read(spoilt)).getMessage();
  }

  @Test
  void metadataThatContradictsTheTensorsIsRefused() throws IOException {
    assertTrue(refusal(Map.of("classes", "6"), "").contains("classes is 6, the tensors say 5"));
    assertTrue(refusal(Map.of("extra_clusters", ""), "").contains("extra_clusters is null"));
    assertTrue(refusal(Map.of("backbone.patch", "16"), "").contains("the embedded backbone is"));
    assertTrue(refusal(Map.of("backbone.depth", ""), "").contains("backbone.depth is missing"));
    assertTrue(refusal(Map.of("backbone.heads", "x"), "").contains("no whole number: x"));
    assertTrue(refusal(Map.of("stego.format", "2"), "").contains("model format 2 is unknown"));
    assertTrue(refusal(Map.of("stego.format", ""), "").contains("no model file"));
  }

  @Test
  void aTensorThatDoesNotBelongIsRefused() throws IOException {
    assertTrue(refusal(Map.of(), "head.linear4.weight").contains("unexpected: head.linear4"));
    assertTrue(
        refusal(Map.of(), "backbone.mask_token").contains("unexpected: backbone.mask_token"));
  }

  @Test
  void aConvertedBackboneKeepsItsHeadsAndGrid() throws IOException {
    Path out = folder.resolve("backbone.safetensors");
    BackboneWeights.Hints three = BackboneWeights.Hints.heads(3);
    Convert.toSafeTensors(Golden.path("nano.teacher.pth"), out, three);
    try (TensorFile golden = Golden.open("vit_nano.weights.safetensors");
        TensorFile converted = WeightSource.open(out)) {
      BackboneWeights weights = BackboneWeights.find(converted);
      assertEquals(3, weights.config().heads());
      assertEquals(DinoNames.all(2), List.copyOf(converted.names()));
      assertEquals(weights.sha256(), BackboneWeights.find(golden, three).sha256());
    }
  }

  @Test
  void aConvertedCheckpointIsAModelFileWithItsBackbone() throws IOException {
    Path checkpoint = Golden.path("stego_nanoextra.ckpt");
    Convert.toSafeTensors(checkpoint, path);
    StegoTensors expected = StegoCheckpoint.read(checkpoint);
    StegoTensors converted = ModelFile.read(path);
    assertSameModel(expected, converted);
    assertEquals("cocostuff27", converted.metadata().get("cfg.dataset_name"));
    for (String name : DinoNames.all(2)) {
      assertArrayEquals(
          expected.backbone().orElseThrow().values(name),
          converted.backbone().orElseThrow().values(name));
    }
  }

  @Test
  void aFailedConversionLeavesNoFile() {
    assertThrows(InputException.class, () -> Convert.toSafeTensors(Golden.path("views.pth"), path));
    assertThrows(
        InputException.class, () -> Convert.toSafeTensors(Golden.path("nano.zip.pth"), path));
    assertFalse(Files.exists(path));
  }
}

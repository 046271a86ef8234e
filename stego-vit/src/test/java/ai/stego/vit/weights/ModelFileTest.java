package ai.stego.vit.weights;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.stego.tensor.InputException;
import ai.stego.tensor.io.HostTensor;
import ai.stego.tensor.io.SafeTensors;
import ai.stego.tensor.io.SafeTensorsWriter;
import ai.stego.tensor.io.TensorFile;
import ai.stego.tensor.testing.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
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
    assertArrayEquals(expected.linearWeight().values(), actual.linearWeight().values());
    assertArrayEquals(expected.linearBias().values(), actual.linearBias().values());
    assertEquals(expected.head().names(), actual.head().names());
    for (String name : expected.head().names()) {
      assertArrayEquals(expected.head().values(name), actual.head().values(name), name);
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

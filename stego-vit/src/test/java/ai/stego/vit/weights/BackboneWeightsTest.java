package ai.stego.vit.weights;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.stego.tensor.InputException;
import ai.stego.tensor.Shape;
import ai.stego.tensor.io.HostTensor;
import ai.stego.tensor.io.NamedTensors;
import ai.stego.tensor.io.SafeTensors;
import ai.stego.tensor.io.SafeTensorsWriter;
import ai.stego.tensor.io.TensorFile;
import ai.stego.tensor.testing.Golden;
import ai.stego.vit.VitConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BackboneWeightsTest {
  @TempDir Path folder;

  private static final VitConfig NANO = new VitConfig(8, 48, 2, 3, 192, 8, 8, 3, 1e-6f);
  private static final BackboneWeights.Hints THREE_HEADS = BackboneWeights.Hints.heads(3);

  private static void assertIsNano(NamedTensors source, String naming) throws IOException {
    BackboneWeights found = BackboneWeights.find(source, THREE_HEADS);
    assertEquals(NANO, found.config());
    assertEquals(naming, found.naming());
    assertEquals(DinoNames.all(2), List.copyOf(found.tensors().names()));
    try (TensorFile golden = Golden.open("vit_nano.weights.safetensors")) {
      for (String name : golden.names()) {
        assertEquals(golden.shape(name), found.tensors().shape(name), name);
        assertArrayEquals(golden.values(name), found.tensors().values(name), name);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"nano.zip.pth", "nano.legacy.pth", "nano.teacher.pth"})
  void torchFilesHoldTheGoldenBackbone(String name) throws IOException {
    try (TensorFile file = WeightSource.open(Golden.path(name))) {
      assertIsNano(file, "DINO");
    }
  }

  @ParameterizedTest
  @CsvSource({"''", "vit."})
  void huggingFaceNamesHoldTheGoldenBackbone(String prefix) throws IOException {
    try (TensorFile golden = Golden.open("vit_nano.weights.safetensors")) {
      Map<String, HostTensor> renamed = huggingFace(golden, prefix);
      assertEquals(6 + 16 * 2 + 2, renamed.size());
      assertIsNano(NamedTensors.of("memory", renamed), "Hugging Face ViTModel");
    }
  }

  /** Written out by hand, independently of the class under test. */
  private static Map<String, HostTensor> huggingFace(NamedTensors dino, String prefix) {
    Map<String, HostTensor> renamed = new LinkedHashMap<>();
    for (String name : dino.names()) {
      HostTensor tensor = dino.get(name);
      String to =
          prefix
              + name.replace("cls_token", "embeddings.cls_token")
                  .replace("pos_embed", "embeddings.position_embeddings")
                  .replace("patch_embed.proj", "embeddings.patch_embeddings.projection")
                  .replaceFirst("^norm", "layernorm")
                  .replace("blocks.", "encoder.layer.")
                  .replace("norm1", "layernorm_before")
                  .replace("norm2", "layernorm_after")
                  .replace("attn.proj", "attention.output.dense")
                  .replace("mlp.fc1", "intermediate.dense")
                  .replace("mlp.fc2", "output.dense");
      if (to.contains("attn.qkv")) {
        String[] parts = {"query", "key", "value"};
        Shape third = tensor.shape().withLeading(tensor.shape().axis(0) / 3);
        int size = (int) third.size();
        for (int i = 0; i < 3; i++) {
          float[] values = Arrays.copyOfRange(tensor.values(), i * size, (i + 1) * size);
          renamed.put(
              to.replace("attn.qkv", "attention.attention." + parts[i]),
              new HostTensor(third, values));
        }
      } else {
        renamed.put(to, tensor);
      }
    }
    renamed.put(prefix + "pooler.dense.weight", new HostTensor(Shape.of(1), new float[1]));
    renamed.put(prefix + "pooler.dense.bias", new HostTensor(Shape.of(1), new float[1]));
    return renamed;
  }

  @Test
  void aTeacherIsPreferredToItsStudentAndTheHeadIsLeftOut() throws IOException {
    try (TensorFile golden = Golden.open("vit_nano.weights.safetensors")) {
      Map<String, HostTensor> both = new LinkedHashMap<>();
      for (String name : golden.names()) {
        Shape shape = golden.shape(name);
        both.put(
            "student.module.backbone." + name,
            new HostTensor(shape, new float[(int) shape.size()]));
      }
      for (String name : golden.names()) {
        both.put("teacher.backbone." + name, golden.get(name));
      }
      both.put("teacher.head.mlp.0.weight", new HostTensor(Shape.of(1), new float[1]));
      assertIsNano(NamedTensors.of("memory", both), "DINO");
    }
  }

  @Test
  void headsFollowFromTheWidthUnlessTold() {
    NamedTensors tensors = SyntheticModel.named(SyntheticModel.backbone());
    assertEquals(new VitConfig(2, 64, 1, 1, 128, 3, 3, 3, 1e-6f), config(tensors));
    assertEquals(4, BackboneWeights.find(tensors, BackboneWeights.Hints.heads(4)).config().heads());
    assertProblem(SyntheticModel.backbone(), BackboneWeights.Hints.heads(5), "5 heads do not");
  }

  private static VitConfig config(NamedTensors tensors) {
    return BackboneWeights.find(tensors).config();
  }

  @Test
  void aWidthThatIsNoMultipleOf64NeedsToldHeads() throws IOException {
    try (TensorFile golden = Golden.open("vit_nano.weights.safetensors")) {
      InputException e = assertThrows(InputException.class, () -> BackboneWeights.find(golden));
      assertTrue(e.getMessage().contains("the number of heads must be told"), e.getMessage());
    }
  }

  @Test
  void theTrainedGridIsSquareUnlessTold() {
    Map<String, HostTensor> oblong = SyntheticModel.backbone();
    SyntheticModel.put(oblong, "pos_embed", 1, 1 + 3 * 4, 64);
    assertProblem(oblong, BackboneWeights.Hints.NONE, "12 patches is not for a square grid");
    assertProblem(oblong, new BackboneWeights.Hints(1, 5, 2), "12 patches is not for 5 x 2");
    VitConfig told =
        BackboneWeights.find(SyntheticModel.named(oblong), new BackboneWeights.Hints(1, 3, 4))
            .config();
    assertEquals(13, told.trainedTokens());
    assertEquals(4, told.trainedColumns());
  }

  private static void assertProblem(
      Map<String, HostTensor> tensors, BackboneWeights.Hints hints, String expected) {
    InputException e =
        assertThrows(
            InputException.class, () -> BackboneWeights.find(SyntheticModel.named(tensors), hints));
    assertTrue(e.getMessage().contains(expected), e.getMessage());
  }

  @Test
  void missingUnexpectedAndMisshapenTensorsAreReportedAtOnce() {
    Map<String, HostTensor> spoilt = SyntheticModel.backbone();
    spoilt.remove("norm.bias");
    spoilt.remove("cls_token");
    SyntheticModel.put(spoilt, "blocks.0.attn.qkv.bias", 64);
    SyntheticModel.put(spoilt, "blocks.0.ls1.gamma", 64);
    InputException e =
        assertThrows(
            InputException.class, () -> BackboneWeights.find(SyntheticModel.named(spoilt)));
    assertEquals(
        """
        memory: not a sound vision transformer of DINO's names, 4 problems
          missing: cls_token
          misshapen: blocks.0.attn.qkv.bias is (64,), expected (192,)
          missing: norm.bias
          unexpected: blocks.0.ls1.gamma (64,)\
        """,
        e.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"pos_embed", "patch_embed.proj.weight", "blocks.0.mlp.fc1.weight"})
  void aMissingOrMisshapenDecidingTensorIsReported(String name) {
    Map<String, HostTensor> spoilt = SyntheticModel.backbone();
    spoilt.remove(name);
    assertProblem(spoilt, BackboneWeights.Hints.NONE, "missing: " + name);
    SyntheticModel.put(spoilt, name, 64);
    assertProblem(spoilt, BackboneWeights.Hints.NONE, "misshapen: " + name + " is (64,)");
    SyntheticModel.put(spoilt, name, 0, 0, 0, 0);
    assertProblem(spoilt, BackboneWeights.Hints.NONE, "misshapen: " + name);
  }

  @Test
  void aBlockNumberFarAwayIsAGapAndNotAMillionBlocks() {
    Map<String, HostTensor> spoilt = SyntheticModel.backbone();
    SyntheticModel.put(spoilt, "blocks.9999.norm1.weight", 64);
    assertProblem(spoilt, BackboneWeights.Hints.NONE, "missing: blocks.1.norm1.weight");
    assertProblem(spoilt, BackboneWeights.Hints.NONE, "unexpected: blocks.9999.norm1.weight");
  }

  @Test
  void aFileWithoutATransformerIsSaid() throws IOException {
    try (TensorFile knn = Golden.open("knn.safetensors")) {
      InputException e = assertThrows(InputException.class, () -> BackboneWeights.find(knn));
      assertTrue(e.getMessage().endsWith("among 3 tensors, the first is feats"), e.getMessage());
    }
  }

  @Test
  void theHashDependsOnWeightsAndNotOnFormats() throws IOException {
    try (TensorFile zip = WeightSource.open(Golden.path("nano.zip.pth"));
        TensorFile legacy = WeightSource.open(Golden.path("nano.legacy.pth"));
        TensorFile half = WeightSource.open(Golden.path("nano.half.pth"))) {
      String hash = BackboneWeights.find(zip, THREE_HEADS).sha256();
      // Computed with the Python lines of docs/model-file.md.
      assertEquals("6f7861ceeb7a057e0587f4ad19595d5874a07681fde99f5ac3708afb4b21092d", hash);
      assertEquals(hash, BackboneWeights.find(legacy, THREE_HEADS).sha256());
      assertNotEquals(hash, BackboneWeights.find(half, THREE_HEADS).sha256());
    }
  }

  @Test
  void negativeHintsAreRefused() {
    for (int[] hints : new int[][] {{-3, 0, 0}, {1, -8, -8}, {1, 8, -1}}) {
      assertThrows(
          InputException.class, () -> new BackboneWeights.Hints(hints[0], hints[1], hints[2]));
    }
  }

  @Test
  void negativeSizesInTheMetadataAreRefusedWithTheirName() throws IOException {
    for (String key : List.of("heads", "trained_rows", "trained_columns")) {
      Map<String, String> metadata =
          new TreeMap<>(
              Map.of(
                  "backbone.heads", "1",
                  "backbone.trained_rows", "3",
                  "backbone.trained_columns", "3"));
      metadata.put("backbone." + key, "-3");
      Path path = folder.resolve("told.safetensors");
      SafeTensorsWriter.write(path, SyntheticModel.named(SyntheticModel.backbone()), metadata);
      try (TensorFile file = SafeTensors.open(path)) {
        InputException e = assertThrows(InputException.class, () -> BackboneWeights.find(file));
        assertEquals(
            path + ": metadata backbone." + key + " is -3, must be 1 or more", e.getMessage());
      }
    }
  }

  @Test
  void namesInProblemsCannotSteerATerminal() {
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    SyntheticModel.backbone().forEach((name, tensor) -> tensors.put("\u001b[2J." + name, tensor));
    tensors.remove("\u001b[2J.norm.bias");
    tensors.put("\u001b[2J.norm.weight", new HostTensor(Shape.of(1), new float[1]));
    InputException e =
        assertThrows(
            InputException.class, () -> BackboneWeights.find(SyntheticModel.named(tensors)));
    assertTrue(e.getMessage().contains("missing: ?[2J.norm.bias"), e.getMessage());
    assertTrue(e.getMessage().contains("misshapen: ?[2J.norm.weight"), e.getMessage());
  }
}

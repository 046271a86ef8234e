package ai.stego.vit.weights;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.stego.tensor.InputException;
import ai.stego.tensor.Shape;
import ai.stego.tensor.io.HostTensor;
import ai.stego.tensor.io.SafeTensorsWriter;
import ai.stego.tensor.io.TensorFile;
import ai.stego.tensor.testing.Golden;
import ai.stego.vit.VitConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StegoCheckpointTest {
  @TempDir Path folder;

  private StegoTensors read(Map<String, HostTensor> state) throws IOException {
    Path path = folder.resolve("state.safetensors");
    SafeTensorsWriter.write(path, SyntheticModel.named(state), Map.of());
    return StegoCheckpoint.read(path);
  }

  private String refusal(Map<String, HostTensor> state) {
    return assertThrows(InputException.class, () -> read(state)).getMessage();
  }

  @ParameterizedTest
  @CsvSource({"stego_nanostego.ckpt,6,0,10", "stego_nanoextra.ckpt,5,2,12"})
  void goldenCheckpointsAreReadWhole(String name, int classes, int extra, int code)
      throws IOException {
    StegoTensors model = StegoCheckpoint.read(Golden.path(name));
    assertEquals(new VitConfig(8, 128, 2, 2, 512, 8, 8, 3, 1e-6f), model.backboneConfig());
    assertEquals(DinoNames.all(2), List.copyOf(model.backbone().orElseThrow().names()));
    assertEquals(classes, model.classes());
    assertEquals(extra, model.extra());
    assertEquals(code, model.codeWidth());
    assertEquals(Shape.of(classes + extra, code), model.centroids().shape());
    assertEquals(Shape.of(code, 128), model.head().orElseThrow().shape("linear3.weight"));
    assertEquals("cocostuff27", model.metadata().get("cfg.dataset_name"));
    assertEquals("vit_small", model.metadata().get("cfg.model_type"));
    try (TorchFile torch = TorchFile.open(Golden.path(name))) {
      assertArrayEquals(
          torch.values("state_dict.net.cluster2.0.weight"),
          model.head().orElseThrow().values("linear2.weight"));
      assertArrayEquals(
          torch.values("state_dict.cluster_probe.clusters"), model.centroids().values());
    }
  }

  @Test
  void aBareStateDictionaryIsReadWithSizesFromItsTensors() throws IOException {
    StegoTensors model = read(SyntheticModel.state());
    assertEquals(5, model.classes());
    assertEquals(3, model.extra());
    assertEquals(7, model.codeWidth());
    assertEquals(Shape.of(5, 7), model.linear().orElseThrow().weight().shape());
    assertEquals(6, model.head().orElseThrow().names().size());
    assertArrayEquals(
        SyntheticModel.state().get("net.model.pos_embed").values(),
        model.backbone().orElseThrow().values("pos_embed"));
  }

  @Test
  void aLinearHeadHasOneLayer() throws IOException {
    Map<String, HostTensor> state = SyntheticModel.state();
    state.keySet().removeIf(name -> name.startsWith("net.cluster2."));
    assertEquals(
        List.of("linear1.weight", "linear1.bias"),
        List.copyOf(read(state).head().orElseThrow().names()));
  }

  @Test
  void aHeadForAnotherBackboneIsSaidInOneLine() {
    Map<String, HostTensor> state = SyntheticModel.state();
    SyntheticModel.put(state, "net.cluster1.0.weight", 7, 384, 1, 1);
    SyntheticModel.put(state, "net.cluster2.0.weight", 384, 384, 1, 1);
    SyntheticModel.put(state, "net.cluster2.0.bias", 384);
    SyntheticModel.put(state, "net.cluster2.2.weight", 7, 384, 1, 1);
    String message = refusal(state);
    assertTrue(
        message.endsWith("the head takes features of width 384, the backbone gives 64"), message);
    assertFalse(message.contains("\n"), message);
  }

  @Test
  void probesThatDoNotFitTheHeadAreReportedTogether() {
    Map<String, HostTensor> state = SyntheticModel.state();
    SyntheticModel.put(state, "linear_probe.weight", 5, 9, 1, 1);
    SyntheticModel.put(state, "linear_probe.bias", 4);
    SyntheticModel.put(state, "cluster_probe.clusters", 3, 7);
    String message = refusal(state);
    assertTrue(message.contains("misshapen: linear.weight is (5, 9), expected (5, 7)"), message);
    assertTrue(message.contains("misshapen: linear.bias is (4,), expected (5,)"), message);
    assertTrue(message.contains("3 clusters are fewer than 5 classes"), message);
  }

  @Test
  void missingAndUnexpectedTensorsAreSaid() {
    Map<String, HostTensor> state = SyntheticModel.state();
    SyntheticModel.put(state, "net.cluster3.0.weight", 7);
    assertTrue(refusal(state).contains("unexpected: net.cluster3.0.weight (7,)"));
    state = SyntheticModel.state();
    state.remove("cluster_probe.clusters");
    assertTrue(refusal(state).contains("missing: cluster.centroids"));
    state = SyntheticModel.state();
    state.remove("net.cluster2.2.bias");
    assertTrue(refusal(state).contains("missing: head.linear3.bias"));
    state = SyntheticModel.state();
    state.remove("linear_probe.weight");
    state.remove("linear_probe.bias");
    assertTrue(refusal(state).contains("missing: linear.weight"));
    state = SyntheticModel.state();
    state.keySet().removeIf(name -> name.startsWith("net.cluster"));
    assertTrue(refusal(state).contains("missing: head.linear1.weight"));
    state = SyntheticModel.state();
    state.remove("net.model.norm.bias");
    assertTrue(refusal(state).contains("missing: net.model.norm.bias"));
  }

  @Test
  void aBackboneAloneIsNoModel() throws IOException {
    try (TensorFile file = Golden.open("vit_nano.weights.safetensors")) {
      assertFalse(StegoCheckpoint.isStego(file));
      InputException e = assertThrows(InputException.class, () -> StegoCheckpoint.read(file));
      assertTrue(e.getMessage().contains("no STEGO model"), e.getMessage());
    }
    assertTrue(refusal(new LinkedHashMap<>()).contains("no STEGO model"));
  }

  @Test
  void aCheckpointTakesTheNumberOfHeadsFromItsHints() throws IOException {
    Path path = folder.resolve("state.safetensors");
    SafeTensorsWriter.write(path, SyntheticModel.named(SyntheticModel.state()), Map.of());
    try (TensorFile file = WeightSource.open(path)) {
      BackboneWeights.Hints four = BackboneWeights.Hints.heads(4);
      assertEquals(4, StegoCheckpoint.read(file, four).backboneConfig().heads());
    }
    Path converted = folder.resolve("model.safetensors");
    Convert.toSafeTensors(path, converted, BackboneWeights.Hints.heads(4));
    assertEquals(4, StegoCheckpoint.read(converted).backboneConfig().heads());
    try (TensorFile file = WeightSource.open(converted)) {
      BackboneWeights.Hints two = BackboneWeights.Hints.heads(2);
      InputException e = assertThrows(InputException.class, () -> StegoCheckpoint.read(file, two));
      assertEquals(converted + ": the model has 4 heads, not 2", e.getMessage());
    }
  }
}

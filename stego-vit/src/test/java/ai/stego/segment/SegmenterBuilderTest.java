package ai.stego.segment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.stego.image.Preprocess;
import ai.stego.image.Rgb;
import ai.stego.tensor.InputException;
import ai.stego.tensor.testing.Golden;
import ai.stego.vit.weights.BackboneWeights;
import ai.stego.vit.weights.ModelFile;
import ai.stego.vit.weights.StegoCheckpoint;
import ai.stego.vit.weights.StegoTensors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SegmenterBuilderTest {
  private static final SegmenterOptions OPTIONS =
      SegmenterOptions.DEFAULT.withPreprocess(Preprocess.wholeImage(48));

  @TempDir Path folder;
  private StegoTensors whole;
  private BackboneWeights backbone;
  private Path model;

  @BeforeEach
  void writeModelWithoutBackbone() throws IOException {
    whole = StegoCheckpoint.read(Golden.path("stego_nanostego.ckpt"));
    backbone = new BackboneWeights(whole.backboneConfig(), whole.backbone().orElseThrow(), "DINO");
    model = folder.resolve("model.safetensors");
    ModelFile.write(model, whole, false);
  }

  private static SegmenterBuilder builder(Path model) {
    return Segmenter.builder().model(model).device("scalar").options(OPTIONS);
  }

  private static int[] labels(SegmenterBuilder builder) throws IOException {
    try (Segmenter segmenter = builder.open()) {
      byte[] bytes = new byte[3 * 50 * 61];
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = (byte) (i * 31 / 7);
      }
      return segmenter.segment(new Rgb(50, 61, bytes)).labels();
    }
  }

  @Test
  void aModelTakesItsBackboneFromMemory() throws IOException {
    int[] expected = labels(builder(Golden.path("stego_nanostego.ckpt")));
    assertArrayEquals(expected, labels(builder(model).backbone(backbone)));
    InputException e = assertThrows(InputException.class, () -> builder(model).open());
    assertTrue(e.getMessage().contains("give it with --backbone"), e.getMessage());
  }

  @Test
  void theLinearProbeOfAModelTrainedWithoutLabelsCannotBeAskedFor() throws IOException {
    Path unlabelled = folder.resolve("unlabelled.safetensors");
    StegoTensors trained =
        StegoTensors.trained(
            backbone, whole.head(), whole.centroids(), Optional.empty(), 6, Map.of());
    ModelFile.write(unlabelled, trained, true);
    SegmenterOptions linear = OPTIONS.withClasses(StegoModel.Classes.LINEAR);
    InputException e =
        assertThrows(InputException.class, () -> builder(unlabelled).options(linear).open());
    assertEquals(
        unlabelled + ": it has no linear probe, since it was trained without labels",
        e.getMessage());
    assertArrayEquals(
        labels(builder(Golden.path("stego_nanostego.ckpt"))), labels(builder(unlabelled)));
  }
}

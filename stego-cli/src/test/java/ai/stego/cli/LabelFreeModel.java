package ai.stego.cli;

import ai.stego.tensor.io.TensorFile;
import ai.stego.tensor.testing.Golden;
import ai.stego.vit.weights.BackboneWeights;
import ai.stego.vit.weights.ModelFile;
import ai.stego.vit.weights.StegoCheckpoint;
import ai.stego.vit.weights.StegoTensors;
import ai.stego.vit.weights.WeightSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** A model as it would be trained without labels. */
final class LabelFreeModel {
  private LabelFreeModel() {}

  /** The golden model of six clusters without its linear probe. */
  static Path write(Path folder) throws IOException {
    Path path = folder.resolve("unlabelled.safetensors");
    try (TensorFile file = WeightSource.open(Golden.path("stego_nanostego.ckpt"))) {
      StegoTensors whole = StegoCheckpoint.read(file);
      BackboneWeights backbone =
          new BackboneWeights(whole.backboneConfig(), whole.backbone().orElseThrow(), "DINO");
      StegoTensors model =
          StegoTensors.trained(
              backbone, whole.head(), whole.centroids(), Optional.empty(), 6, Map.of());
      ModelFile.write(path, model, true);
    }
    return path;
  }
}

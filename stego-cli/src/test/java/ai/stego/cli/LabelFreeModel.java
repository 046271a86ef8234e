package ai.stego.cli;

import ai.stego.tensor.Rng;
import ai.stego.tensor.Shape;
import ai.stego.tensor.io.HostTensor;
import ai.stego.tensor.io.TensorFile;
import ai.stego.tensor.testing.Golden;
import ai.stego.vit.weights.BackboneWeights;
import ai.stego.vit.weights.ModelFile;
import ai.stego.vit.weights.StegoCheckpoint;
import ai.stego.vit.weights.StegoTensors;
import ai.stego.vit.weights.WeightSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/** A model as it would be trained without labels. */
final class LabelFreeModel {
  private LabelFreeModel() {}

  /** The golden model of six clusters without its linear probe. */
  static Path write(Path folder) throws IOException {
    return write(folder, 6);
  }

  /** The same with as many clusters as one likes; those beyond the sixth are made up. */
  static Path write(Path folder, int clusters) throws IOException {
    return write(folder.resolve("unlabelled" + clusters + ".safetensors"), clusters, Map.of());
  }

  /** The same with texts about itself. */
  static Path write(Path path, int clusters, Map<String, String> texts) throws IOException {
    try (TensorFile file = WeightSource.open(Golden.path("stego_nanostego.ckpt"))) {
      StegoTensors whole = StegoCheckpoint.read(file);
      BackboneWeights backbone =
          new BackboneWeights(whole.backboneConfig(), whole.backbone().orElseThrow(), "DINO");
      StegoTensors model =
          StegoTensors.trained(
              backbone,
              whole.head(),
              centroids(whole.centroids(), clusters),
              Optional.empty(),
              clusters,
              texts);
      ModelFile.write(path, model, true);
    }
    return path;
  }

  private static HostTensor centroids(HostTensor known, int clusters) {
    float[] values = Arrays.copyOf(known.values(), clusters * known.shape().axis(1));
    Rng rng = Rng.of(5);
    for (int i = known.values().length; i < values.length; i++) {
      values[i] = (float) rng.nextGaussian();
    }
    return new HostTensor(Shape.of(clusters, known.shape().axis(1)), values);
  }
}

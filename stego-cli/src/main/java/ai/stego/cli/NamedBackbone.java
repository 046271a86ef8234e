package ai.stego.cli;

import ai.stego.vit.UntrainedWeights;
import ai.stego.vit.VitConfig;
import ai.stego.vit.weights.BackboneWeights;
import ai.stego.vit.weights.WeightSource;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A backbone as people name it: a file, a name of the catalogue, or {@code soft16}.
 *
 * @param name for people
 * @param weights the weights
 */
record NamedBackbone(String name, BackboneWeights weights) {
  /** A ViT-S/16 that nobody trained: its features follow colour and texture. */
  static final String UNTRAINED = "soft16";

  /** Finds a backbone; its file stays open, to be read when the values are asked for. */
  static NamedBackbone find(String pathOrName, BackboneWeights.Hints hints) throws IOException {
    if (pathOrName.equals(UNTRAINED)) {
      VitConfig config = VitConfig.small(16);
      return new NamedBackbone(
          UNTRAINED, new BackboneWeights(config, UntrainedWeights.soft(config, "vits16:"), "DINO"));
    }
    Path file = WeightFile.find(pathOrName);
    String name = file.getFileName().toString().replaceFirst("\\.[^.]*$", "");
    return new NamedBackbone(name, BackboneWeights.find(WeightSource.open(file), hints));
  }
}

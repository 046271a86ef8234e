package ai.stego.train.data.store;

import ai.stego.tensor.Backend;
import ai.stego.tensor.Scope;
import ai.stego.vit.UntrainedWeights;
import ai.stego.vit.VitConfig;
import ai.stego.vit.weights.BackboneWeights;

/** A backbone that nobody trained, of two small blocks. */
final class TinyBackbone {
  static final int PATCH = 8;
  static final int WIDTH = 48;

  private TinyBackbone() {}

  static FrozenBackbone load(Backend backend, String seed, Scope owner) {
    VitConfig config = new VitConfig(PATCH, WIDTH, 2, 3, 4 * WIDTH, 4, 4, 3, 1e-6f);
    BackboneWeights weights =
        new BackboneWeights(config, UntrainedWeights.of(config, seed), "untrained");
    return FrozenBackbone.load(backend, "tiny", weights, owner);
  }
}

package ai.stego.train.data.store;

import ai.stego.tensor.Backend;
import ai.stego.tensor.Scope;
import ai.stego.vit.UntrainedWeights;
import ai.stego.vit.VitConfig;
import ai.stego.vit.weights.BackboneWeights;

/** A backbone that nobody trained, of two small blocks. */
public final class TinyBackbone {
  static final int PATCH = 8;
  static final int WIDTH = 48;

  private TinyBackbone() {}

  static FrozenBackbone load(Backend backend, String seed, Scope owner) {
    return FrozenBackbone.load(backend, "tiny", weights(seed), owner);
  }

  /** Its weights. */
  public static BackboneWeights weights(String seed) {
    VitConfig config = new VitConfig(PATCH, WIDTH, 2, 3, 4 * WIDTH, 4, 4, 3, 1e-6f);
    return new BackboneWeights(config, UntrainedWeights.of(config, seed), "untrained");
  }
}

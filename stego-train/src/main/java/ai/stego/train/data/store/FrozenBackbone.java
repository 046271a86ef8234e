package ai.stego.train.data.store;

import ai.stego.tensor.Backend;
import ai.stego.tensor.InputException;
import ai.stego.tensor.Scope;
import ai.stego.vit.VisionTransformer;
import ai.stego.vit.weights.BackboneWeights;

/**
 * A backbone that is not trained any further.
 *
 * @param model the backbone
 * @param name what people call it, such as {@code "vits8"}
 * @param sha256 the hash of its weights, as {@link BackboneWeights#sha256}
 */
public record FrozenBackbone(VisionTransformer model, String name, String sha256) {
  /**
   * Checks that it reads photographs.
   *
   * @param model the backbone
   * @param name what people call it
   * @param sha256 the hash of its weights
   * @throws InputException if its images do not have three channels
   */
  public FrozenBackbone {
    model.config().requirePhotographs(name);
  }

  /**
   * Loads one.
   *
   * @param backend where it will run
   * @param name what people call it
   * @param weights its weights
   * @param owner keeps the weights
   * @return the backbone with its hash
   * @throws InputException if the weights do not fit, or it does not read photographs
   */
  public static FrozenBackbone load(
      Backend backend, String name, BackboneWeights weights, Scope owner) {
    VisionTransformer model =
        VisionTransformer.load(backend, weights.config(), weights.tensors(), owner);
    return new FrozenBackbone(model, name, weights.sha256());
  }
}

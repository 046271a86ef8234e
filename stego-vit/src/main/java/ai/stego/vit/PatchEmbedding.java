package ai.stego.vit;

import ai.stego.nn.Linear;
import ai.stego.tensor.Backend;
import ai.stego.tensor.Scope;
import ai.stego.tensor.ShapeException;
import ai.stego.tensor.Tensor;
import ai.stego.tensor.io.NamedTensors;

/**
 * From images to tokens: patches projected, positions added, CLS in front.
 *
 * @param backend where it runs
 * @param config the extents
 * @param projection C·P·P to D
 * @param positions CLS and positions
 */
record PatchEmbedding(
    Backend backend, VitConfig config, Linear projection, PositionEmbedding positions) {

  static PatchEmbedding load(Backend backend, VitConfig config, NamedTensors tensors, Scope owner) {
    return new PatchEmbedding(
        backend,
        config,
        Linear.load(backend, tensors, "patch_embed.proj", owner),
        PositionEmbedding.load(backend, config, tensors, owner));
  }

  /** (B,C,H,W) to tokens (B,N,D) in the scope. */
  Tensor forward(Tensor images, Scope scope) {
    int patch = config.patch();
    boolean fits =
        images.shape().rank() == 4
            && images.shape().axis(1) == config.channels()
            && images.shape().axis(2) >= patch
            && images.shape().axis(3) >= patch
            && images.shape().axis(2) % patch == 0
            && images.shape().axis(3) % patch == 0;
    ShapeException.require(
        fits,
        "vision transformer: images",
        "(B," + config.channels() + ",H,W), H and W multiples of " + patch,
        images.shape());
    int rows = images.shape().axis(2) / patch;
    int columns = images.shape().axis(3) / patch;
    Tensor tokens = scope.tensor(images.shape().axis(0), 1 + rows * columns, config.width());
    try (Scope scratch = backend.scope()) {
      backend
          .transformer()
          .patchEmbedding(
              images,
              patch,
              projection.weight(),
              positions.prefix(),
              positions.patches(rows, columns, scratch),
              tokens);
    }
    return tokens;
  }
}

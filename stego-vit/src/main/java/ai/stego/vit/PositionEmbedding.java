package ai.stego.vit;

import ai.stego.tensor.Backend;
import ai.stego.tensor.Interpolation;
import ai.stego.tensor.Scope;
import ai.stego.tensor.Shape;
import ai.stego.tensor.Tensor;
import ai.stego.tensor.io.NamedTensors;
import java.util.Arrays;

/**
 * What is added to tokens to say where they are. At another size than the trained one, positions
 * are resized bicubically with DINO's offset: the scale is (h + 0.1)/trained rows, not h/trained
 * rows (facebookresearch/dino, {@code interpolate_pos_encoding}); the weights expect it.
 */
final class PositionEmbedding {
  private static final double OFFSET = 0.1;

  private final Backend backend;
  private final VitConfig config;
  private final Tensor prefix;
  private final Tensor patches;

  private PositionEmbedding(Backend backend, VitConfig config, Tensor prefix, Tensor patches) {
    this.backend = backend;
    this.config = config;
    this.prefix = prefix;
    this.patches = patches;
  }

  static PositionEmbedding load(
      Backend backend, VitConfig config, NamedTensors tensors, Scope owner) {
    float[] cls = tensors.values("cls_token");
    float[] positions = tensors.values("pos_embed");
    int width = config.width();
    for (int c = 0; c < width; c++) {
      cls[c] += positions[c];
    }
    float[] grid = Arrays.copyOfRange(positions, width, positions.length);
    Shape shape = Shape.of(1, config.trainedRows(), config.trainedColumns(), width);
    return new PositionEmbedding(
        backend, config, owner.tensor(Shape.of(1, width), cls), owner.tensor(shape, grid));
  }

  /** CLS with its position, (1,D). */
  Tensor prefix() {
    return prefix;
  }

  /** The positions of a grid of patches, (h·w,D): as trained, or resized into the scope. */
  Tensor patches(int rows, int columns, Scope scope) {
    if (rows == config.trainedRows() && columns == config.trainedColumns()) {
      return patches.reshape(rows * columns, config.width());
    }
    Tensor resized = scope.tensor(1, rows, columns, config.width());
    backend
        .image()
        .resize(
            patches,
            Interpolation.BICUBIC,
            (rows + OFFSET) / config.trainedRows(),
            (columns + OFFSET) / config.trainedColumns(),
            resized);
    return resized.reshape(rows * columns, config.width());
  }
}

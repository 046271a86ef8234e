package ai.stego.cli;

import ai.stego.image.PreparedImage;
import ai.stego.image.Preprocess;
import ai.stego.image.Rgb;
import ai.stego.tensor.Scope;
import ai.stego.tensor.Shape;
import ai.stego.tensor.Tensor;
import ai.stego.tensor.io.HostTensor;
import ai.stego.vit.VisionTransformer;
import java.util.Arrays;

/**
 * Runs a backbone on photographs and keeps what was asked for.
 *
 * @param model the backbone
 * @param preprocess what becomes of a photograph first
 * @param layer which features
 * @param attention whether the class token's attention is wanted too
 */
record FeatureExtraction(
    VisionTransformer model, Preprocess preprocess, Layer layer, boolean attention) {

  /** Which features. */
  enum Layer {
    /** The tokens after the last block and the final layer norm. */
    LAST,
    /** The keys of the last block. */
    KEYS
  }

  /** The features of one photograph. */
  PhotoFeatures of(String name, Rgb photo) {
    int patch = model.config().patch();
    PreparedImage image = preprocess.prepare(photo, patch);
    int rows = image.height() / patch;
    int columns = image.width() / patch;
    Shape shape = Shape.of(1, 3, image.height(), image.width());
    try (Scope scope = model.backend().scope()) {
      Tensor pixels = scope.tensor(shape, image.values());
      Tensor tokens =
          layer == Layer.KEYS ? model.lastKeys(pixels, scope) : model.forward(pixels, scope);
      int width = model.config().width();
      float[] all = tokens.toArray();
      float[] features = Arrays.copyOfRange(all, width, all.length); // CLS is dropped
      float[] maps = attention ? attentionMaps(pixels, rows * columns, scope) : new float[0];
      HostTensor tensor = new HostTensor(Shape.of(rows, columns, width), features);
      return new PhotoFeatures(name, tensor, maps, patch);
    }
  }

  /** (A,h·w): what the class token attends to, itself left out. */
  private float[] attentionMaps(Tensor pixels, int patches, Scope scope) {
    int heads = model.config().heads();
    float[] all = model.clsAttention(pixels, scope).toArray();
    float[] maps = new float[heads * patches];
    for (int a = 0; a < heads; a++) {
      System.arraycopy(all, a * (patches + 1) + 1, maps, a * patches, patches);
    }
    return maps;
  }
}

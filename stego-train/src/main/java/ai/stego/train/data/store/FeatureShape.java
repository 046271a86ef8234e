package ai.stego.train.data.store;

import ai.stego.tensor.InputException;
import ai.stego.tensor.Shape;
import ai.stego.tensor.ShapeException;
import ai.stego.tensor.Tensor;
import ai.stego.train.data.FeatureSource;

/** The door of every reading of features. */
final class FeatureShape {
  private FeatureShape() {}

  static void require(FeatureSource source, int[] images, Tensor out) {
    Shape shape = Shape.of(images.length, source.rows(), source.columns(), source.width());
    ShapeException.require(out.shape().equals(shape), "read features: out", shape, out.shape());
    requireImages(images, source.images());
  }

  static void requireImages(int[] images, int count) {
    for (int image : images) {
      if (image < 0 || image >= count) {
        throw new InputException("image: expected 0 to " + (count - 1) + ", got " + image);
      }
    }
  }
}

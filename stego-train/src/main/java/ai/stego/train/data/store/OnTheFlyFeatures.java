package ai.stego.train.data.store;

import ai.stego.image.ImageException;
import ai.stego.tensor.InputException;
import ai.stego.tensor.Tensor;
import ai.stego.train.Progress;
import java.util.Arrays;

/**
 * Features that are computed each time they are asked for: no disk, much time. They are the bits
 * that a {@link FeatureStore} of the same type holds.
 */
public final class OnTheFlyFeatures implements KeyedFeatures {
  private final FeatureExtractor extractor;
  private final FeatureType type;
  private final String key;

  private OnTheFlyFeatures(FeatureExtractor extractor, FeatureType type, String key) {
    this.extractor = extractor;
    this.type = type;
    this.key = key;
  }

  /**
   * Prepares; the photographs are read once for the key.
   *
   * @param extractor gives the features
   * @param type what they are rounded to
   * @param progress hears how far the photographs are read
   * @return the features
   * @throws ImageException if a photograph cannot be read
   */
  public static OnTheFlyFeatures open(
      FeatureExtractor extractor, FeatureType type, Progress progress) throws ImageException {
    return new OnTheFlyFeatures(extractor, type, extractor.recipe(type, progress).key());
  }

  @Override
  public String key() {
    return key;
  }

  @Override
  public int images() {
    return extractor.dataset().size();
  }

  @Override
  public int rows() {
    return extractor.patches();
  }

  @Override
  public int columns() {
    return extractor.patches();
  }

  @Override
  public int width() {
    return extractor.width();
  }

  @Override
  public void read(int[] images, Tensor out) {
    FeatureShape.require(this, images, out);
    int[] distinct = Arrays.stream(images).distinct().toArray();
    float[] values = compute(distinct);
    int each = extractor.valuesPerImage();
    for (int d = 0; d < distinct.length; d++) {
      float[] one = Arrays.copyOfRange(values, d * each, (d + 1) * each);
      for (int b = 0; b < images.length; b++) {
        if (images[b] == distinct[d]) {
          out.range(b, b + 1).write(one);
        }
      }
    }
  }

  private float[] compute(int[] images) {
    try {
      return extractor.compute(images, type);
    } catch (ImageException e) {
      throw new InputException(e.getMessage(), e);
    }
  }

  /** Nothing is held; the backbone belongs to the caller. */
  @Override
  public void close() {}
}

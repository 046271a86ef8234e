package ai.stego.cli;

import ai.stego.image.Rgb;
import ai.stego.tensor.InputException;
import ai.stego.tensor.Shape;
import ai.stego.tensor.io.HostTensor;
import ai.stego.train.report.FeatureImage;
import ai.stego.train.report.FeaturePca;
import java.util.List;

/**
 * What a backbone said of one photograph.
 *
 * @param name of the photograph
 * @param tensor (h,w,D)
 * @param attention (A,h·w) of the class token; empty if it was not asked for
 * @param patch P
 */
record PhotoFeatures(String name, HostTensor tensor, float[] attention, int patch) {
  private static final int MAX_ARRAY = Integer.MAX_VALUE - 8;

  private int rows() {
    return tensor.shape().axis(0);
  }

  private int columns() {
    return tensor.shape().axis(1);
  }

  /** D. */
  int width() {
    return tensor.shape().axis(2);
  }

  /** The first three components as colours, a block of P x P pixels for each patch. */
  Rgb colors(FeaturePca components, FeatureImage.Range range) {
    return FeatureImage.colors(
        components.project(tensor.values()), rows(), columns(), patch, range);
  }

  /** What the class token attends to, one grey image for each head. */
  Rgb attentionImage() {
    return FeatureImage.grid(attention, rows(), columns(), patch);
  }

  /** The patches of all photographs in one array, (M,D). */
  static float[] concatenate(List<PhotoFeatures> all) {
    long size = all.stream().mapToLong(photo -> photo.tensor().shape().size()).sum();
    if (size > MAX_ARRAY) {
      throw new InputException("these photographs have too many features for one array");
    }
    float[] together = new float[(int) size];
    int next = 0;
    for (PhotoFeatures photo : all) {
      float[] values = photo.tensor().values();
      System.arraycopy(values, 0, together, next, values.length);
      next += values.length;
    }
    return together;
  }

  /** Maps of one size as one tensor, (B,h,w,D). */
  static HostTensor stack(List<PhotoFeatures> all) {
    PhotoFeatures first = all.get(0);
    Shape shape = Shape.of(all.size(), first.rows(), first.columns(), first.width());
    return new HostTensor(shape, concatenate(all));
  }
}

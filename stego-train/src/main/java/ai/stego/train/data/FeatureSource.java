package ai.stego.train.data;

import ai.stego.tensor.Tensor;

/**
 * The features of a dataset's images, prepared as squares of R x R pixels. The backbone is frozen,
 * so they are the same at every step.
 */
public interface FeatureSource extends AutoCloseable {
  /**
   * The number of images.
   *
   * @return N
   */
  int images();

  /**
   * Rows of patches.
   *
   * @return h
   */
  int rows();

  /**
   * Columns of patches.
   *
   * @return w
   */
  int columns();

  /**
   * The feature width.
   *
   * @return F = D
   */
  int width();

  /**
   * Reads features.
   *
   * @param images B indices, 0..N-1; one may occur more than once
   * @param out (B,h,w,F); overwritten
   * @throws ai.stego.tensor.InputException if a photograph can no longer be read
   */
  void read(int[] images, Tensor out);

  @Override
  void close();
}

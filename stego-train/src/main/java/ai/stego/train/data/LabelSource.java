package ai.stego.train.data;

/** The labels of a dataset's images, prepared as the images are: squares of R x R pixels. */
public interface LabelSource {
  /**
   * The side of the square.
   *
   * @return R
   */
  int side();

  /**
   * The number of classes.
   *
   * @return K
   */
  int classes();

  /**
   * Reads labels.
   *
   * @param images B indices, 0..N-1; one may occur more than once
   * @param out B·R·R classes, row by row, {@link LabelMap#IGNORED} where there is none; overwritten
   * @throws ai.stego.tensor.InputException if a label file can no longer be read
   */
  void read(int[] images, int[] out);
}

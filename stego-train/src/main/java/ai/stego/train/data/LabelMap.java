package ai.stego.train.data;

import ai.stego.tensor.ShapeException;

/**
 * The class of each pixel of an image.
 *
 * @param height H
 * @param width W
 * @param labels H·W classes, row by row; {@link #IGNORED} where there is none; not copied
 */
public record LabelMap(int height, int width, int[] labels) {
  /** The label of a pixel that belongs to no class: it trains nothing and counts nowhere. */
  public static final int IGNORED = -1;

  /**
   * Checks the size.
   *
   * @param height H
   * @param width W
   * @param labels H·W classes, row by row
   * @throws ShapeException if the number of labels is not H·W
   */
  public LabelMap {
    ShapeException.require(
        height > 0 && width > 0 && labels.length == (long) height * width,
        "label map",
        height + " x " + width + " labels",
        labels.length + " labels");
  }
}

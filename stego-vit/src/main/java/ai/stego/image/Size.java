package ai.stego.image;

import ai.stego.tensor.ShapeException;

/**
 * The extent of an image or a map.
 *
 * @param height rows, at least 1
 * @param width columns, at least 1
 */
public record Size(int height, int width) {
  /**
   * Checks the extent.
   *
   * @param height rows
   * @param width columns
   * @throws ShapeException if one is below 1
   */
  public Size {
    ShapeException.require(
        height >= 1 && width >= 1, "size", "at least 1 x 1", width + " x " + height);
  }

  /**
   * The number of pixels.
   *
   * @return height · width
   */
  public long pixels() {
    return (long) height * width;
  }

  /** As people write it: width first. */
  @Override
  public String toString() {
    return width + " x " + height;
  }
}

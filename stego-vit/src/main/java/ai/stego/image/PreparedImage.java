package ai.stego.image;

import ai.stego.tensor.ShapeException;

/** A photograph as a backbone reads it, and how it lies in the original. */
public final class PreparedImage {
  private final float[] values;
  private final Rgb content;
  private final Geometry geometry;

  /**
   * Puts the parts together.
   *
   * @param values (3,H,W) planar, normalised, padding included; not copied
   * @param content the resized and cropped photograph without padding
   * @param geometry how it lies in the original; its padded size is H x W
   * @throws ShapeException if the parts do not belong together
   */
  public PreparedImage(float[] values, Rgb content, Geometry geometry) {
    Size padded = geometry.padded();
    ShapeException.require(
        values.length == 3 * padded.pixels(),
        "prepared image: values",
        3 * padded.pixels() + " values",
        values.length + " values");
    Size kept = new Size(content.height(), content.width());
    ShapeException.require(
        geometry.content().equals(kept), "prepared image: content", geometry.content(), kept);
    this.values = values;
    this.content = content;
    this.geometry = geometry;
  }

  /**
   * The normalised pixels themselves, not a copy: one image of the batch (B,3,H,W).
   *
   * @return (3,H,W) planar, padding included
   */
  public float[] values() {
    return values;
  }

  /**
   * The number of rows, padding included.
   *
   * @return H
   */
  public int height() {
    return geometry.padded().height();
  }

  /**
   * The number of columns, padding included.
   *
   * @return W
   */
  public int width() {
    return geometry.padded().width();
  }

  /**
   * The resized and cropped photograph without padding: what a CRF looks at.
   *
   * @return an image of the geometry's content size
   */
  public Rgb content() {
    return content;
  }

  /**
   * How the prepared pixels lie in the original.
   *
   * @return the geometry
   */
  public Geometry geometry() {
    return geometry;
  }
}

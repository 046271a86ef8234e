package ai.stego.tensor.extent;

import ai.stego.tensor.ShapeException;
import ai.stego.tensor.Tensor;

/**
 * Extents of operations from maps to maps, channels innermost.
 *
 * @param images B
 * @param rows h of the input
 * @param columns w of the input
 * @param channels C
 * @param outRows H
 * @param outColumns W
 */
public record MapExtents(
    int images, int rows, int columns, int channels, int outRows, int outColumns) {
  /**
   * Checks a resize.
   *
   * @param x (B,h,w,C), h and w at least 1
   * @param scaleH above 0
   * @param scaleW above 0
   * @param out (B,H,W,C)
   * @return the extents
   */
  public static MapExtents ofResize(Tensor x, double scaleH, double scaleW, Tensor out) {
    MapExtents extents = ofMaps("resize", "x", x, "out", out);
    ShapeException.require(
        scaleH > 0 && scaleW > 0, "resize: scale", "above 0", scaleH + ", " + scaleW);
    return extents;
  }

  /**
   * Checks the gradient of a resize.
   *
   * @param outGradient (B,H,W,C)
   * @param scaleH above 0
   * @param scaleW above 0
   * @param xGradient (B,h,w,C), h and w at least 1
   * @return the extents, as of the resize
   */
  public static MapExtents ofResizeGradient(
      Tensor outGradient, double scaleH, double scaleW, Tensor xGradient) {
    String operation = "resizeGradient";
    MapExtents extents = ofMaps(operation, "xGradient", xGradient, "outGradient", outGradient);
    ShapeException.require(
        scaleH > 0 && scaleW > 0, operation + ": scale", "above 0", scaleH + ", " + scaleW);
    return extents;
  }

  /**
   * Checks a mirroring; rows are all leading axes, and the map is as large as before.
   *
   * @param x (...,W,C)
   * @param out the shape of x
   * @return the extents, with one image
   */
  public static MapExtents ofMirror(Tensor x, Tensor out) {
    ShapeException.require(x.shape().rank() >= 2, "mirror: x", "(...,W,C)", x.shape());
    Checks.sameShape("mirror: out", x, out);
    Checks.apart("mirror: out", x, out);
    int columns = x.shape().axis(-2);
    int channels = x.shape().axis(-1);
    int rows = columns == 0 ? 0 : Checks.count("mirror: x", x.shape().rows() / columns, x);
    return new MapExtents(1, rows, columns, channels, rows, columns);
  }

  private static MapExtents ofMaps(
      String operation, String xName, Tensor x, String outName, Tensor out) {
    String small = operation + ": " + xName;
    String large = operation + ": " + outName;
    Checks.rank(small, x, 4, "(B,h,w,C)");
    Checks.rank(large, out, 4, "(B,H,W,C)");
    int images = x.shape().axis(0);
    int channels = x.shape().axis(3);
    ShapeException.require(
        x.shape().axis(1) >= 1 && x.shape().axis(2) >= 1,
        small,
        "at least one row and column",
        x.shape());
    ShapeException.require(
        out.shape().axis(0) == images && out.shape().axis(3) == channels,
        large,
        images + " images of " + channels + " channels",
        out.shape());
    Checks.apart(large, x, out);
    return new MapExtents(
        images,
        x.shape().axis(1),
        x.shape().axis(2),
        channels,
        out.shape().axis(1),
        out.shape().axis(2));
  }
}

package ai.stego.tensor;

import java.util.stream.IntStream;

/** Resizing, sampling and mirroring of maps, channels innermost. */
public interface ImageOps {
  /**
   * Resizes maps; pixel centres lie at half-integers (PyTorch's {@code align_corners=False}):
   * output row i reads at (i + 0.5)/scaleH - 0.5, and columns likewise. Without antialiasing, as in
   * PyTorch. Bilinear source coordinates below 0 are raised to 0.
   *
   * @param x (B,h,w,C)
   * @param interpolation how to fill in
   * @param scaleH rows of output per row of input, used for the coordinates as it is given: DINO
   *     resizes its positions with (h + 0.1)/28
   * @param scaleW the same for columns
   * @param out (B,H,W,C); overwritten; must not share memory with x
   * @throws ShapeException if the shapes do not fit
   */
  void resize(Tensor x, Interpolation interpolation, double scaleH, double scaleW, Tensor out);

  /**
   * Resizes maps with the scale that the extents give, H/h and W/w.
   *
   * @param x (B,h,w,C)
   * @param interpolation how to fill in
   * @param out (B,H,W,C); overwritten; must not share memory with x
   * @throws ShapeException if the shapes do not fit
   */
  default void resize(Tensor x, Interpolation interpolation, Tensor out) {
    ShapeException.require(x.shape().rank() == 4, "resize: x", "(B,h,w,C)", x.shape());
    ShapeException.require(out.shape().rank() == 4, "resize: out", "(B,H,W,C)", out.shape());
    double scaleH = out.shape().axis(1) / (double) x.shape().axis(1);
    double scaleW = out.shape().axis(2) / (double) x.shape().axis(2);
    resize(x, interpolation, scaleH, scaleW, out);
  }

  /**
   * The gradient of {@link #resize(Tensor, Interpolation, double, double, Tensor)}: every output
   * pixel's gradient is added to the pixels that it was read from, times the weights they were read
   * with.
   *
   * @param outGradient (B,H,W,C)
   * @param interpolation as for the resize
   * @param scaleH as for the resize
   * @param scaleW as for the resize
   * @param xGradient (B,h,w,C); added to; must not share memory with outGradient
   * @throws ShapeException if the shapes do not fit or memory is shared
   */
  void resizeGradient(
      Tensor outGradient,
      Interpolation interpolation,
      double scaleH,
      double scaleW,
      Tensor xGradient);

  /**
   * The gradient of {@link #resize(Tensor, Interpolation, Tensor)}, with the scale that the extents
   * give.
   *
   * @param outGradient (B,H,W,C)
   * @param interpolation as for the resize
   * @param xGradient (B,h,w,C); added to; must not share memory with outGradient
   * @throws ShapeException if the shapes do not fit or memory is shared
   */
  default void resizeGradient(Tensor outGradient, Interpolation interpolation, Tensor xGradient) {
    String operation = "resizeGradient";
    Shape from = outGradient.shape();
    Shape to = xGradient.shape();
    ShapeException.require(from.rank() == 4, operation + ": outGradient", "(B,H,W,C)", from);
    ShapeException.require(to.rank() == 4, operation + ": xGradient", "(B,h,w,C)", to);
    double scaleH = from.axis(1) / (double) to.axis(1);
    double scaleW = from.axis(2) / (double) to.axis(2);
    resizeGradient(outGradient, interpolation, scaleH, scaleW, xGradient);
  }

  /**
   * Samples maps bilinearly: -1 is the centre of the first pixel and 1 that of the last ({@code
   * align_corners=True}); coordinates beyond are moved to the border.
   *
   * @param x (B,h,w,C)
   * @param images M indices, each in 0..B-1: which map the m-th coordinates read
   * @param coordinates (M,S,T,2): (x,y), x along w, in [-1, 1]
   * @param out (M,S,T,C): out[m,i,j] = x[images[m]] at coordinates[m,i,j]; overwritten; must not
   *     share memory with the inputs
   * @throws ShapeException if the shapes do not fit
   * @throws InputException if an index lies outside 0..B-1
   */
  void sample(Tensor x, int[] images, Tensor coordinates, Tensor out);

  /**
   * Samples every map at coordinates of its own.
   *
   * @param x (B,h,w,C)
   * @param coordinates (B,S,T,2): (x,y), x along w, in [-1, 1]
   * @param out (B,S,T,C): out[b,i,j] = x[b] at coordinates[b,i,j]; overwritten; must not share
   *     memory with the inputs
   * @throws ShapeException if the shapes do not fit
   */
  default void sample(Tensor x, Tensor coordinates, Tensor out) {
    ShapeException.require(x.shape().rank() == 4, "sample: x", "(B,h,w,C)", x.shape());
    ShapeException.require(
        coordinates.shape().rank() == 4 && coordinates.shape().axis(0) == x.shape().axis(0),
        "sample: coordinates",
        "(B,S,T,2) with B = " + x.shape().axis(0),
        coordinates.shape());
    sample(x, IntStream.range(0, x.shape().axis(0)).toArray(), coordinates, out);
  }

  /**
   * The gradient of {@link #sample(Tensor, int[], Tensor, Tensor)} with regard to the maps; the
   * coordinates are constants.
   *
   * @param outGradient (M,S,T,C)
   * @param images M indices, each in 0..B-1
   * @param coordinates (M,S,T,2)
   * @param xGradient (B,h,w,C); added to; must not share memory with the inputs
   * @throws ShapeException if the shapes do not fit or memory is shared
   * @throws InputException if an index lies outside 0..B-1
   */
  void sampleGradient(Tensor outGradient, int[] images, Tensor coordinates, Tensor xGradient);

  /**
   * Reverses the second axis from the inside: out[m,i,c] = x[m,W-1-i,c]. For images (B,C,H,W) view
   * them as (B·C·H,W,1).
   *
   * @param x (...,W,C)
   * @param out the shape of x; overwritten; must not share memory with x
   * @throws ShapeException if the shapes do not fit
   */
  void mirror(Tensor x, Tensor out);
}

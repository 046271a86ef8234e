package ai.stego.tensor;

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
   * Samples maps bilinearly: -1 is the centre of the first pixel and 1 that of the last ({@code
   * align_corners=True}); coordinates beyond are moved to the border.
   *
   * @param x (B,h,w,C)
   * @param coordinates (B,S,T,2): (x,y), x along w, in [-1, 1]
   * @param out (B,S,T,C): out[b,i,j] = x[b] at coordinates[b,i,j]; overwritten; must not share
   *     memory with the inputs
   * @throws ShapeException if the shapes do not fit
   */
  void sample(Tensor x, Tensor coordinates, Tensor out);

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

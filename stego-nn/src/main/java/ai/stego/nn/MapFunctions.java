package ai.stego.nn;

import ai.stego.tensor.ImageOps;
import ai.stego.tensor.InputException;
import ai.stego.tensor.Interpolation;
import ai.stego.tensor.RowOps;
import ai.stego.tensor.ShapeException;
import ai.stego.tensor.Tensor;

/** Differentiable functions of maps, channels innermost. Below, dy is the gradient of y. */
public final class MapFunctions {
  private MapFunctions() {}

  /**
   * y = x / max(‖x‖₂, 1e-12) for each row; dx = (dy - y·(y·dy)) / ‖x‖₂: what is along y is lost,
   * because the length of y cannot change. As PyTorch's {@code normalize}.
   *
   * @param x (...,Z)
   * @return the shape of x
   */
  public static Var normalize(Var x) {
    Tape tape = x.tape();
    RowOps row = tape.backend().row();
    Tensor y = tape.tensor(x.shape());
    row.normalize(x.value(), y);
    return tape.record(y, dy -> x.accumulate(dx -> row.normalizeGradient(x.value(), dy, dx)), x);
  }

  /**
   * Resizes maps, as {@link ImageOps#resize}: every value of y is a weighted mean of values of x,
   * and dx gathers dy by the same weights.
   *
   * @param x (B,h,w,C)
   * @param interpolation how to fill in
   * @param height H
   * @param width W
   * @return (B,H,W,C)
   * @throws ShapeException if x has other than four axes
   */
  public static Var resize(Var x, Interpolation interpolation, int height, int width) {
    requireMaps("resize", x);
    Tape tape = x.tape();
    ImageOps image = tape.backend().image();
    Tensor y = tape.tensor(x.shape().axis(0), height, width, x.shape().axis(3));
    image.resize(x.value(), interpolation, y);
    return tape.record(y, dy -> x.accumulate(dx -> image.resizeGradient(dy, interpolation, dx)), x);
  }

  /**
   * Samples maps bilinearly, as {@link ImageOps#sample}: y[m,i,j] = x[images[m]] at
   * coordinates[m,i,j]. Every value of y is a weighted mean of four values of x, and dx gathers dy
   * by the same weights. The coordinates are not differentiated.
   *
   * @param x (B,h,w,C)
   * @param images M indices, each in 0..B-1; not changed before the tape has run backward
   * @param coordinates (M,S,T,2): (x,y), x along w, in [-1, 1]
   * @return (M,S,T,C)
   * @throws ShapeException if the shapes do not fit
   * @throws InputException if an index lies outside 0..B-1
   */
  public static Var sample(Var x, int[] images, Tensor coordinates) {
    requireMaps("sample", x);
    ShapeException.require(
        coordinates.shape().rank() == 4, "sample: coordinates", "(M,S,T,2)", coordinates.shape());
    Tape tape = x.tape();
    ImageOps image = tape.backend().image();
    int[] axes = coordinates.shape().toArray();
    Tensor y = tape.tensor(axes[0], axes[1], axes[2], x.shape().axis(3));
    image.sample(x.value(), images, coordinates, y);
    return tape.record(
        y, dy -> x.accumulate(dx -> image.sampleGradient(dy, images, coordinates, dx)), x);
  }

  private static void requireMaps(String operation, Var x) {
    ShapeException.require(x.shape().rank() == 4, operation + ": x", "(B,h,w,C)", x.shape());
  }
}

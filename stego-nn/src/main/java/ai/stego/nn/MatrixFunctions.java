package ai.stego.nn;

import ai.stego.tensor.Epilogue;
import ai.stego.tensor.MatrixOps;
import ai.stego.tensor.PackedWeight;
import ai.stego.tensor.ShapeException;
import ai.stego.tensor.Tensor;

/**
 * Differentiable matrix products and sums. Below, dy is the gradient of the result y; the
 * derivations are in Goodfellow, Bengio and Courville 2016, section 6.5.
 */
public final class MatrixFunctions {
  private MatrixFunctions() {}

  /**
   * y = x·Wᵀ + b for each row; dx = dy·W, dW = dyᵀ·x, db = Σ dy over the rows. A 1x1 convolution
   * over channels-last maps is the same thing.
   *
   * @param x (...,K)
   * @param weight W (N,K), as PyTorch's {@code Linear} keeps it
   * @param bias b (N)
   * @return (...,N)
   * @throws ShapeException if the shapes do not fit
   */
  public static Var linear(Var x, Var weight, Var bias) {
    Tensor y = linearForward(x, weight, bias.value());
    MatrixOps matrix = x.tape().backend().matrix();
    return x.tape()
        .record(
            y,
            dy -> {
              linearBackward(x, weight, dy);
              bias.accumulate(db -> matrix.columnSums(dy, db));
            },
            x,
            weight,
            bias);
  }

  /**
   * y = x·Wᵀ for each row; dx = dy·W, dW = dyᵀ·x.
   *
   * @param x (...,K)
   * @param weight W (N,K)
   * @return (...,N)
   * @throws ShapeException if the shapes do not fit
   */
  public static Var linear(Var x, Var weight) {
    Tensor y = linearForward(x, weight, null);
    return x.tape().record(y, dy -> linearBackward(x, weight, dy), x, weight);
  }

  private static Tensor linearForward(Var x, Var weight, Tensor bias) {
    Tape tape = x.tape();
    MatrixOps matrix = tape.backend().matrix();
    PackedWeight packed = matrix.pack(weight.value(), bias, tape.scope());
    ShapeException.require(x.shape().rank() > 0, "linear: x", "(...,K)", x.shape());
    int[] axes = x.shape().toArray();
    axes[axes.length - 1] = packed.outputs();
    Tensor y = tape.tensor(axes);
    matrix.linear(x.value(), packed, Epilogue.NONE, y);
    return y;
  }

  private static void linearBackward(Var x, Var weight, Tensor gradient) {
    MatrixOps matrix = x.tape().backend().matrix();
    Tensor dy = Rows.of(gradient);
    x.accumulate(
        dx -> matrix.product(dy, false, weight.value(), false, Epilogue.ACCUMULATE, Rows.of(dx)));
    weight.accumulate(
        dw -> matrix.product(dy, true, Rows.of(x.value()), false, Epilogue.ACCUMULATE, dw));
  }

  /**
   * y = a·b; da = dy·bᵀ, db = aᵀ·dy.
   *
   * @param a (M,K)
   * @param b (K,N)
   * @return (M,N)
   * @throws ShapeException if the shapes do not fit
   */
  public static Var product(Var a, Var b) {
    ShapeException.require(a.shape().rank() == 2, "product: a", "(M,K)", a.shape());
    ShapeException.require(b.shape().rank() == 2, "product: b", "(K,N)", b.shape());
    Tape tape = a.tape();
    MatrixOps matrix = tape.backend().matrix();
    Tensor y = tape.tensor(a.shape().axis(0), b.shape().axis(1));
    matrix.product(a.value(), false, b.value(), false, Epilogue.NONE, y);
    return tape.record(
        y,
        dy -> {
          a.accumulate(da -> matrix.product(dy, false, b.value(), true, Epilogue.ACCUMULATE, da));
          b.accumulate(db -> matrix.product(a.value(), true, dy, false, Epilogue.ACCUMULATE, db));
        },
        a,
        b);
  }

  /**
   * y = a + b; da = dy, db = dy.
   *
   * @param a any shape
   * @param b the shape of a
   * @return the shape of a
   * @throws ShapeException if the shapes differ
   */
  public static Var add(Var a, Var b) {
    return weightedSum(1, a, 1, b);
  }

  /**
   * y = alpha·a + beta·b; da = alpha·dy, db = beta·dy.
   *
   * @param alpha factor of a
   * @param a any shape
   * @param beta factor of b
   * @param b the shape of a
   * @return the shape of a
   * @throws ShapeException if the shapes differ
   */
  public static Var weightedSum(float alpha, Var a, float beta, Var b) {
    Tape tape = a.tape();
    MatrixOps matrix = tape.backend().matrix();
    Tensor y = tape.tensor(a.shape());
    matrix.weightedSum(alpha, a.value(), beta, b.value(), y);
    return tape.record(
        y,
        dy -> {
          a.accumulate(da -> matrix.weightedSum(alpha, dy, 1, da, da));
          b.accumulate(db -> matrix.weightedSum(beta, dy, 1, db, db));
        },
        a,
        b);
  }

  /**
   * y = factor·x; dx = factor·dy.
   *
   * @param factor of every value
   * @param x any shape
   * @return the shape of x
   */
  public static Var scale(float factor, Var x) {
    Tape tape = x.tape();
    MatrixOps matrix = tape.backend().matrix();
    Tensor y = tape.tensor(x.shape());
    Scaling.scale(matrix, factor, x.value(), y);
    return tape.record(y, dy -> x.accumulate(dx -> matrix.weightedSum(factor, dy, 1, dx, dx)), x);
  }

  /**
   * The same values under another shape.
   *
   * @param x any shape
   * @param axes the new extents; one of them may be -1 and is worked out from the others
   * @return a view
   * @throws ShapeException if the sizes differ
   */
  public static Var reshape(Var x, int... axes) {
    MatrixOps matrix = x.tape().backend().matrix();
    return x.tape()
        .record(
            x.value().reshape(axes),
            dy -> x.accumulate(dx -> matrix.weightedSum(1, dy.reshape(dx.shape()), 1, dx, dx)),
            x);
  }
}

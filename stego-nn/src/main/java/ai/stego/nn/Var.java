package ai.stego.nn;

import ai.stego.tensor.MatrixOps;
import ai.stego.tensor.Shape;
import ai.stego.tensor.ShapeException;
import ai.stego.tensor.Tensor;
import java.util.function.Consumer;

/**
 * A value on a {@link Tape}: a constant, a parameter, or the result of an operation. The gradient
 * of an operation's result is made when the first contribution to it arrives.
 */
public final class Var {
  private final Tape tape;
  private final Tensor value;
  private final boolean differentiable;
  private final Tape.Backward backward;
  private Tensor gradient;

  Var(Tape tape, Tensor value, Tensor gradient, boolean differentiable, Tape.Backward backward) {
    this.tape = tape;
    this.value = value;
    this.gradient = gradient;
    this.differentiable = differentiable;
    this.backward = backward;
  }

  /**
   * The tape that it is on.
   *
   * @return the tape
   */
  public Tape tape() {
    return tape;
  }

  /**
   * What was computed.
   *
   * @return the value; to be read only
   */
  public Tensor value() {
    return value;
  }

  /**
   * The value's shape.
   *
   * @return the shape
   */
  public Shape shape() {
    return value.shape();
  }

  /**
   * Whether it depends on a parameter.
   *
   * @return false for constants and what was computed from constants alone
   */
  public boolean differentiable() {
    return differentiable;
  }

  /**
   * The same value as a constant: what is computed from it sends no gradient back.
   *
   * @return a constant that shares the value
   */
  public Var detach() {
    return tape.constant(value);
  }

  /**
   * The gradient that {@link Tape#backward} found; for a parameter {@link Parameter#gradient}, with
   * what was in it before.
   *
   * @return the loss differentiated by this value; to be read only
   * @throws IllegalStateException if there is none
   */
  public Tensor gradient() {
    if (!differentiable) {
      throw new IllegalStateException("no gradient: this variable is a constant");
    }
    if (gradient == null) {
      throw new IllegalStateException(
          "no gradient: backward was not called, or the loss does not depend on this variable");
    }
    return gradient;
  }

  /**
   * Adds to the gradient; for a {@link Tape.Backward}. Does nothing if this variable is not
   * differentiable.
   *
   * @param addition is handed the gradient, of the value's shape, and adds to it
   * @throws IllegalStateException if the tape is not running backward
   */
  public void accumulate(Consumer<Tensor> addition) {
    if (takesGradient()) {
      if (gradient == null) {
        gradient = tape.tensor(shape());
        tape.backend().matrix().fill(0, gradient);
      }
      addition.accept(gradient);
    }
  }

  /**
   * Adds factor·addition to the gradient; for a {@link Tape.Backward} that has the addition at
   * hand. Does nothing if this variable is not differentiable.
   *
   * @param factor usually 1; for a loss the gradient of the loss itself
   * @param addition of the value's shape, made on this tape; must not be used afterwards: it may
   *     become the gradient, which saves memory and time where gradients are large
   * @throws ShapeException if the shapes differ
   * @throws IllegalStateException if the tape is not running backward
   */
  public void accumulate(float factor, Tensor addition) {
    ShapeException.require(
        addition.shape().equals(shape()), "accumulate: addition", shape(), addition.shape());
    if (takesGradient()) {
      MatrixOps matrix = tape.backend().matrix();
      if (gradient != null) {
        matrix.weightedSum(factor, addition, 1, gradient, gradient);
        return;
      }
      if (factor != 1) {
        Scaling.scale(matrix, factor, addition, addition);
      }
      gradient = addition;
    }
  }

  /** Carries the gradient over to the operation's inputs, if there is an operation and one. */
  void carryOn() {
    if (backward != null && gradient != null) {
      backward.run(gradient);
    }
  }

  private boolean takesGradient() {
    if (!tape.runsBackward()) {
      throw new IllegalStateException("gradients are added to only while the tape runs backward");
    }
    return differentiable;
  }

  @Override
  public String toString() {
    return (differentiable ? "Var" : "Constant") + shape();
  }
}

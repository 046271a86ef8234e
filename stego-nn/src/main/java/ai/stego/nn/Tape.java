package ai.stego.nn;

import ai.stego.tensor.Backend;
import ai.stego.tensor.InputException;
import ai.stego.tensor.Scope;
import ai.stego.tensor.Shape;
import ai.stego.tensor.ShapeException;
import ai.stego.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * Reverse mode: remembers the operations of one forward pass and walks them backwards to find the
 * gradient of a scalar (Baydin et al. 2018, section 3.2). See {@code docs/tape.md}.
 *
 * <p>A tape is for one pass: record, {@link #backward} once, read the gradients, close. Everything
 * made on it dies when it closes; the gradients of {@link Parameter}s live on. It belongs to one
 * thread at a time.
 */
public final class Tape implements AutoCloseable {
  /** Carries the gradient of an operation's value over to the operation's inputs. */
  @FunctionalInterface
  public interface Backward {
    /**
     * Adds to the gradients of the inputs, by {@link Var#accumulate}.
     *
     * @param gradient the loss differentiated by the value, of the value's shape; to be read only
     */
    void run(Tensor gradient);
  }

  private enum State {
    RECORDING,
    RUNNING_BACKWARD,
    SPENT
  }

  private final Backend backend;
  private final Scope scope;
  private final List<Var> recorded = new ArrayList<>();
  private State state = State.RECORDING;

  /**
   * Starts a tape.
   *
   * @param backend where its operations run
   */
  public Tape(Backend backend) {
    this.backend = backend;
    this.scope = backend.scope();
  }

  /**
   * Where its operations run.
   *
   * @return the backend
   */
  public Backend backend() {
    return backend;
  }

  /**
   * Makes a tensor for a result or for scratch, which lives until this tape closes.
   *
   * @param axes its extents
   * @return the tensor; its values are unspecified
   */
  public Tensor tensor(int... axes) {
    return scope.tensor(axes);
  }

  /**
   * Makes a tensor for a result or for scratch, which lives until this tape closes.
   *
   * @param shape its shape
   * @return the tensor; its values are unspecified
   */
  public Tensor tensor(Shape shape) {
    return scope.tensor(shape);
  }

  /** Owns all that was made on this tape. */
  Scope scope() {
    return scope;
  }

  /**
   * A value that is not differentiated.
   *
   * @param value must live as long as this tape
   * @return the variable
   */
  public Var constant(Tensor value) {
    return new Var(this, value, null, false, null);
  }

  /**
   * A value that is learnt. Its gradient is added to {@link Parameter#gradient}, which the tape
   * never clears.
   *
   * @param parameter must live as long as this tape
   * @return the variable
   */
  public Var parameter(Parameter parameter) {
    return new Var(this, parameter.value(), parameter.gradient(), true, null);
  }

  /**
   * Records an operation. If no input is differentiable, the result is a constant.
   *
   * @param value the operation's result; must live as long as this tape
   * @param backward carries its gradient over to the inputs; called at most once, after {@link
   *     #backward} began, and not at all if the loss does not depend on the value
   * @param inputs what the value depends on, all of this tape
   * @return the result as a variable
   * @throws InputException if an input belongs to another tape
   * @throws IllegalStateException if {@link #backward} was called
   */
  public Var record(Tensor value, Backward backward, Var... inputs) {
    if (state != State.RECORDING) {
      throw new IllegalStateException("a tape that has run backward records nothing more");
    }
    boolean differentiable = false;
    for (Var input : inputs) {
      requireOwn("record: an input", input);
      differentiable |= input.differentiable();
    }
    if (!differentiable) {
      return constant(value);
    }
    Var result = new Var(this, value, null, true, backward);
    recorded.add(result);
    return result;
  }

  /**
   * Differentiates a scalar by everything that it depends on: last recorded, first differentiated,
   * so that the gradient of a value is complete before it is carried on.
   *
   * @param scalar the loss, of one value
   * @throws ShapeException if it has more values or none
   * @throws InputException if it belongs to another tape, or depends on no parameter
   * @throws IllegalStateException if this was called before
   */
  public void backward(Var scalar) {
    requireOwn("backward: the loss", scalar);
    ShapeException.require(scalar.shape().size() == 1, "backward: loss", "(1)", scalar.shape());
    if (!scalar.differentiable()) {
      throw new InputException("backward: the loss is a constant; it depends on no parameter");
    }
    if (state != State.RECORDING) {
      throw new IllegalStateException("backward: a tape runs backward once; make a new one");
    }
    state = State.RUNNING_BACKWARD;
    Tensor one = tensor(scalar.shape());
    backend.matrix().fill(1, one);
    scalar.accumulate(1, one);
    for (int i = recorded.size() - 1; i >= 0; i--) {
      recorded.get(i).carryOn();
    }
    state = State.SPENT;
  }

  boolean runsBackward() {
    return state == State.RUNNING_BACKWARD;
  }

  private void requireOwn(String what, Var variable) {
    if (variable.tape() != this) {
      throw new InputException(what + " belongs to another tape");
    }
  }

  /** Frees everything that was made on this tape; harmless when called again. */
  @Override
  public void close() {
    scope.close();
  }
}

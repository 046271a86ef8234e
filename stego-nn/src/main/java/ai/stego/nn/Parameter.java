package ai.stego.nn;

import ai.stego.tensor.Scope;
import ai.stego.tensor.Shape;
import ai.stego.tensor.ShapeException;
import ai.stego.tensor.Tensor;
import java.util.Objects;

/**
 * A tensor that is learnt, with the gradient that is gathered for it.
 *
 * @param name under which it is saved, such as {@code "linear1.weight"}
 * @param value changed by optimizers
 * @param gradient of the value's shape; added to by {@link Tape#backward}
 */
public record Parameter(String name, Tensor value, Tensor gradient) {
  /**
   * Checks the parts.
   *
   * @param name under which it is saved
   * @param value changed by optimizers
   * @param gradient of the value's shape
   * @throws ShapeException if the shapes differ or the two share memory
   */
  public Parameter {
    Objects.requireNonNull(name, "name");
    ShapeException.require(
        value.shape().equals(gradient.shape()),
        "parameter " + name + ": gradient",
        value.shape(),
        gradient.shape());
    ShapeException.require(
        !value.overlaps(gradient),
        "parameter " + name + ": gradient",
        "memory of its own",
        "memory of the value");
  }

  /**
   * Makes a parameter whose gradient is zero.
   *
   * @param name under which it is saved
   * @param shape its shape
   * @param values its first values, row-major
   * @param owner keeps value and gradient
   * @return the parameter
   * @throws ShapeException if the number of values does not fit the shape
   */
  public static Parameter of(String name, Shape shape, float[] values, Scope owner) {
    Tensor value = owner.tensor(shape, values);
    return new Parameter(name, value, owner.tensor(shape, new float[values.length]));
  }

  /**
   * The shape of the value.
   *
   * @return the shape
   */
  public Shape shape() {
    return value.shape();
  }
}

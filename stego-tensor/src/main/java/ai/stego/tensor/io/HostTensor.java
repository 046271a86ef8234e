package ai.stego.tensor.io;

import ai.stego.tensor.Shape;
import ai.stego.tensor.ShapeException;

/**
 * Values in ordinary memory with their shape: what files are read into and written from.
 *
 * @param shape the shape
 * @param values as many as the shape says, row-major; not copied
 */
@SuppressWarnings("ArrayRecordComponent") // A carrier of values, never compared or hashed.
public record HostTensor(Shape shape, float[] values) {
  /**
   * Creates the tensor.
   *
   * @param shape the shape
   * @param values as many as the shape says, row-major; not copied
   * @throws ShapeException if the number of values differs from the shape's size
   */
  public HostTensor {
    ShapeException.require(
        values.length == shape.size(), "tensor " + shape, shape.size() + " values", values.length);
  }
}

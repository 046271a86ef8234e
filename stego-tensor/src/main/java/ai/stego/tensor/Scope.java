package ai.stego.tensor;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/**
 * Makes tensors and frees them all when it closes. Closing twice is harmless. What must outlive the
 * scope leaves by {@link #moveTo}. A scope belongs to one thread at a time.
 */
public final class Scope implements AutoCloseable {

  /** Where a scope's memory comes from; every backend has one. */
  @FunctionalInterface
  public interface Allocator {
    /**
     * Finds memory for a number of values; their contents are unspecified.
     *
     * @param size how many float32 values
     * @return the storage
     */
    Storage allocate(long size);
  }

  private final Allocator allocator;
  private final Deque<Tensor> tensors = new ArrayDeque<>();
  private final Deque<AutoCloseable> kept = new ArrayDeque<>();
  private boolean closed;

  /**
   * Opens a scope; users call {@link Backend#scope()} instead.
   *
   * @param allocator where memory comes from
   */
  public Scope(Allocator allocator) {
    this.allocator = allocator;
  }

  /**
   * Makes a tensor whose values are unspecified until written: memory is recycled, not cleared.
   *
   * @param shape its shape
   * @return the tensor
   */
  public Tensor tensor(Shape shape) {
    if (closed) {
      throw new IllegalStateException("this scope is closed");
    }
    Tensor tensor = new Tensor(allocator.allocate(shape.size()), 0, shape);
    tensors.push(tensor);
    return tensor;
  }

  /**
   * Makes a tensor whose values are unspecified until written.
   *
   * @param axes its extents
   * @return the tensor
   */
  public Tensor tensor(int... axes) {
    return tensor(Shape.of(axes));
  }

  /**
   * Makes a tensor with a copy of the given values.
   *
   * @param shape its shape
   * @param values as many as the shape says, row-major
   * @return the tensor
   * @throws ShapeException if the number of values differs
   */
  public Tensor tensor(Shape shape, float[] values) {
    ShapeException.require(
        values.length == shape.size(), "tensor " + shape, shape.size() + " values", values.length);
    return tensor(shape).write(values);
  }

  /**
   * Hands a tensor made by this scope over to another one, which frees it from now on.
   *
   * @param tensor a tensor that this scope made (not a view of one)
   * @param other the new owner
   * @return the same tensor
   * @throws IllegalArgumentException if this scope does not own it
   */
  public Tensor moveTo(Scope other, Tensor tensor) {
    for (Iterator<Tensor> all = tensors.iterator(); all.hasNext(); ) {
      if (all.next().storage() == tensor.storage()) {
        all.remove();
        other.tensors.push(tensor);
        return tensor;
      }
    }
    throw new IllegalArgumentException("this scope does not own " + tensor);
  }

  /**
   * Keeps something to be closed with this scope, such as weights packed into device memory.
   *
   * @param <T> its type
   * @param resource closed before the tensors are freed
   * @return the same resource
   */
  public <T extends AutoCloseable> T keep(T resource) {
    kept.push(resource);
    return resource;
  }

  /** Frees everything this scope still owns, newest first. */
  @Override
  public void close() {
    closed = true;
    RuntimeException failure = null;
    while (!kept.isEmpty()) {
      try {
        kept.pop().close();
      } catch (Exception e) {
        failure = new IllegalStateException("closing a scope failed: " + e.getMessage(), e);
      }
    }
    while (!tensors.isEmpty()) {
      tensors.pop().storage().free();
    }
    if (failure != null) {
      throw failure;
    }
  }
}

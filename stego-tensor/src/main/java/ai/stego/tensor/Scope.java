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
   * @throws IllegalStateException if this scope is closed
   */
  public Tensor tensor(Shape shape) {
    requireOpen();
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
   * @throws IllegalStateException if one of the scopes is closed
   */
  public Tensor moveTo(Scope other, Tensor tensor) {
    requireOpen();
    other.requireOpen();
    for (Iterator<Tensor> all = tensors.iterator(); all.hasNext(); ) {
      if (all.next() == tensor) {
        all.remove();
        other.tensors.push(tensor);
        return tensor;
      }
    }
    throw new IllegalArgumentException(
        "this scope did not make " + tensor + "; a view of a tensor cannot be moved");
  }

  /**
   * Keeps something to be closed with this scope, such as weights packed into device memory.
   *
   * @param <T> its type
   * @param resource closed before the tensors are freed
   * @return the same resource
   * @throws IllegalStateException if this scope is closed; the resource is left open
   */
  public <T extends AutoCloseable> T keep(T resource) {
    requireOpen();
    kept.push(resource);
    return resource;
  }

  /**
   * Frees everything this scope still owns, newest first.
   *
   * @throws IllegalStateException if a kept resource could not be closed; the rest is freed all the
   *     same, and further failures are suppressed exceptions of the first
   */
  @Override
  public void close() {
    closed = true;
    Throwable failure = null;
    while (!kept.isEmpty()) {
      failure = attempt(kept.pop(), failure);
    }
    while (!tensors.isEmpty()) {
      failure = attempt(tensors.pop().storage()::free, failure);
    }
    if (failure instanceof Error error) {
      throw error;
    }
    if (failure != null) {
      throw new IllegalStateException("closing a scope failed: " + failure.getMessage(), failure);
    }
  }

  /** Closes one thing; returns the first failure so far, or null. */
  private static Throwable attempt(AutoCloseable resource, Throwable earlier) {
    try {
      resource.close();
      return earlier;
    } catch (Throwable e) {
      if (earlier == null) {
        return e;
      }
      if (e != earlier) {
        earlier.addSuppressed(e);
      }
      return earlier;
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("this scope is closed");
    }
  }
}

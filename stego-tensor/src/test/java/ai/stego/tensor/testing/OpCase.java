package ai.stego.tensor.testing;

import ai.stego.tensor.Backend;
import ai.stego.tensor.Scope;

/**
 * One operation on one set of shapes, with inputs that depend on its name alone.
 *
 * @param name the operation and its extents
 * @param absolute tolerance for small values
 * @param relative tolerance for large values
 * @param body runs the operation and returns every value that it wrote
 */
public record OpCase(String name, double absolute, double relative, Body body) {
  /** Runs an operation. */
  @FunctionalInterface
  public interface Body {
    /**
     * Runs the operation.
     *
     * @param backend where it runs
     * @param scope for its tensors
     * @param values makes the inputs
     * @return what the operation wrote
     */
    float[] run(Backend backend, Scope scope, Values values);
  }

  /**
   * Runs the operation with a scope of its own.
   *
   * @param backend where it runs
   * @return what the operation wrote
   */
  public float[] run(Backend backend) {
    try (Scope scope = backend.scope()) {
      return body.run(backend, scope, new Values(name));
    }
  }

  /**
   * Requires that a backend agrees with the reference.
   *
   * @param reference the scalar backend
   * @param backend the backend to check
   */
  public void check(Backend reference, Backend backend) {
    Close.assertClose(
        backend.name() + ": " + name, run(reference), run(backend), absolute, relative);
  }

  @Override
  public String toString() {
    return name;
  }
}

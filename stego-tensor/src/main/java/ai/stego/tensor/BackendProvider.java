package ai.stego.tensor;

import java.util.List;
import java.util.Optional;

/**
 * Offers one backend; found by {@link java.util.ServiceLoader}, so that another jar on the class
 * path is all it takes to add one.
 */
public interface BackendProvider {
  /**
   * The name by which the backend is asked for.
   *
   * @return the name
   */
  String name();

  /**
   * The kind of device it computes on, {@code "cpu"} or {@code "cuda"}.
   *
   * @return the kind of device
   */
  String device();

  /**
   * Which of the backends that work is the best: the one with the highest rank. Scalar 0, vector
   * 100, cuda 200.
   *
   * @return the rank
   */
  int rank();

  /**
   * Why the backend cannot be used here, with what would make it usable.
   *
   * @return the reason, or empty if it can be used
   */
  Optional<String> unavailable();

  /**
   * Whether it is worth a warning that the backend cannot be used: there is a device for it, say,
   * but its driver is too old. A machine without such a device needs no warning. Only the automatic
   * choice asks.
   *
   * @return whether one would expect the backend to work here
   */
  default boolean expected() {
    return true;
  }

  /**
   * What was found on the way, for people: versions, optional libraries and why they are not used.
   * May take a moment, and never throws.
   *
   * @return lines without ends of line
   */
  default List<String> details() {
    return List.of();
  }

  /**
   * Why the backend should not be picked here by itself although it can be used, such as a JVM in
   * which it would be slower than a lesser one. Only the automatic choice asks; who names the
   * backend gets it all the same.
   *
   * @return the reason, with what would remove it, or empty
   */
  default Optional<String> discouraged() {
    return Optional.empty();
  }

  /**
   * Opens the backend.
   *
   * @param options threads, precision, device
   * @return the backend
   * @throws InputException if it cannot be used here
   */
  Backend open(BackendOptions options);
}

package ai.stego.tensor;

import java.util.Optional;

/**
 * A place where tensors live and a way to compute on them. Operations come in families; each writes
 * into {@code out} arguments that the caller made in a {@link Scope} of the same memory.
 *
 * <p>Backends are safe to share between threads; scopes are not. Results do not depend on the
 * number of threads, to the last bit.
 */
public interface Backend extends AutoCloseable {
  /**
   * The name by which it is asked for, such as {@code "vector"}.
   *
   * @return the name
   */
  String name();

  /**
   * The name with what matters about it, such as {@code "vector (256 bits, 2 threads)"}.
   *
   * @return one line for people
   */
  String description();

  /**
   * How it was opened.
   *
   * @return the options, with the number of threads worked out
   */
  BackendOptions options();

  /**
   * Opens a scope to make tensors in.
   *
   * @return a new scope
   */
  Scope scope();

  /**
   * Runs work of the caller's own over exact ranges, on the threads of this backend.
   *
   * @return the threads
   */
  Parallel parallel();

  /**
   * Matrix products and sums.
   *
   * @return the family
   */
  MatrixOps matrix();

  /**
   * Patch embedding, layer norm, attention.
   *
   * @return the family
   */
  TransformerOps transformer();

  /**
   * Resizing, sampling, mirroring.
   *
   * @return the family
   */
  ImageOps image();

  /**
   * Normalisation, softmax, arg-max of rows.
   *
   * @return the family
   */
  RowOps row();

  /**
   * Cosines and distances to centroids.
   *
   * @return the family
   */
  ClusterOps cluster();

  /**
   * Nonlinear functions and channel factors, with their gradients.
   *
   * @return the family
   */
  ActivationOps activation();

  /**
   * Losses with their gradients.
   *
   * @return the family
   */
  LossOps loss();

  /**
   * Steps of optimisers.
   *
   * @return the family
   */
  OptimizerOps optimizer();

  /**
   * Mean-field inference in a fully connected CRF, where the backend has a form of its own for it.
   *
   * @return the family; empty if the caller is to compute it on the host
   */
  default Optional<MeanFieldOps> crf() {
    return Optional.empty();
  }

  /**
   * The loops of a mean field on the host, where the backend has a form of its own for them.
   *
   * @return the family; empty if plain Java is as good
   */
  default Optional<LatticeOps> lattice() {
    return Optional.empty();
  }

  /** Stops its threads and gives back its memory; harmless when called again. */
  @Override
  void close();
}

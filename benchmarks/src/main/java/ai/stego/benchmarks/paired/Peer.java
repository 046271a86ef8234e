package ai.stego.benchmarks.paired;

/** A vision transformer of another library, opened for one image size and number of threads. */
public interface Peer extends AutoCloseable {
  /** One forward pass; the result is dropped. */
  void run();

  /**
   * One forward pass.
   *
   * @return (N,D) tokens after the last layer norm, CLS first
   */
  float[] tokens();

  /** Frees the model. */
  @Override
  void close();
}

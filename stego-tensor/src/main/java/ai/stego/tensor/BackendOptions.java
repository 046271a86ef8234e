package ai.stego.tensor;

/**
 * How a backend is opened.
 *
 * @param threads CPU threads; 0 for one per processor that the JVM may use
 * @param precision what matrix products compute in
 * @param device index of the GPU; CPU backends ignore it
 */
public record BackendOptions(int threads, Precision precision, int device) {
  /** One thread per processor, float32, the first device. */
  public static final BackendOptions DEFAULT = new BackendOptions(0, Precision.FLOAT32, 0);

  /**
   * Checks the numbers.
   *
   * @param threads CPU threads; 0 for one per processor that the JVM may use
   * @param precision what matrix products compute in
   * @param device index of the GPU; CPU backends ignore it
   * @throws InputException if a number is negative or the threads exceed 1024
   */
  public BackendOptions {
    if (threads < 0 || threads > 1024) {
      throw new InputException("threads: expected 0 (all) to 1024, got " + threads);
    }
    if (device < 0) {
      throw new InputException("device: expected an index of 0 or more, got " + device);
    }
  }

  /**
   * The same with another number of threads.
   *
   * @param count CPU threads; 0 for one per processor
   * @return the options
   */
  public BackendOptions withThreads(int count) {
    return new BackendOptions(count, precision, device);
  }

  /**
   * The same on another device.
   *
   * @param index index of the GPU
   * @return the options
   */
  public BackendOptions withDevice(int index) {
    return new BackendOptions(threads, precision, index);
  }

  /**
   * The same with another precision.
   *
   * @param value what matrix products compute in
   * @return the options
   */
  public BackendOptions withPrecision(Precision value) {
    return new BackendOptions(threads, value, device);
  }

  /**
   * The number of threads with 0 worked out.
   *
   * @return at least 1
   */
  public int threadsOrAll() {
    return threads > 0 ? threads : Runtime.getRuntime().availableProcessors();
  }
}

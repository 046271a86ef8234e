package ai.stego.tensor;

/**
 * A run of float32 values in the memory of one backend. Only backends look inside; everyone else
 * copies values out and in. Access after {@link #free()} throws {@link IllegalStateException}.
 */
public interface Storage {
  /**
   * The memory that this storage lives in, such as {@code "cpu"} or {@code "cuda:0"}. Backends
   * accept tensors of their own memory only.
   *
   * @return the name of the memory
   */
  String memory();

  /**
   * The number of values.
   *
   * @return the number of float32 values
   */
  long size();

  /**
   * Copies values out.
   *
   * @param offset index of the first value in this storage
   * @param destination overwritten from {@code start} on
   * @param start first index to overwrite
   * @param count how many values
   */
  void read(long offset, float[] destination, int start, int count);

  /**
   * Copies values in; overwrites this storage.
   *
   * @param offset index of the first value to overwrite
   * @param source where the values come from
   * @param start index of the first value in {@code source}
   * @param count how many values
   */
  void write(long offset, float[] source, int start, int count);

  /** Gives the memory back; harmless when called again. */
  void free();
}

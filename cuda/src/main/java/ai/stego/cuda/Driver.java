package ai.stego.cuda;

import java.nio.ByteBuffer;

/**
 * What the backend needs of a GPU: memory, copies, launches, all in one order. Implemented by the
 * NVIDIA driver through JCuda, and for tests by an emulation that runs the same kernels on the CPU.
 *
 * <p>Copies and launches run in the order of the calls, as on one CUDA stream; a copy to the host
 * waits for everything before it. Addresses are device pointers. Every method may be called by any
 * thread. A failure of the device arrives as a {@link DriverException}, perhaps at a later call.
 */
interface Driver extends AutoCloseable {
  /**
   * The device.
   *
   * @return its name and limits
   */
  DeviceProperties properties();

  /**
   * Asks the device how much of its memory is free; another program may hold the rest.
   *
   * @return bytes
   */
  long freeBytes();

  /**
   * Finds device memory, its contents unspecified.
   *
   * @param bytes how many, at least 1
   * @return the address, aligned to 256 bytes, or 0 if there is not enough
   */
  long allocate(long bytes);

  /**
   * Gives memory back after everything launched before is done with it.
   *
   * @param address what {@link #allocate} returned
   */
  void free(long address);

  /**
   * Copies to the device; the source may be reused at once.
   *
   * @param address where to
   * @param source a direct buffer, copied from its position to its limit
   */
  void upload(long address, ByteBuffer source);

  /**
   * Copies to the host, after everything launched before.
   *
   * @param address where from
   * @param destination a direct buffer, filled from its position to its limit
   */
  void download(long address, ByteBuffer destination);

  /**
   * Copies within the device; the two places must not overlap.
   *
   * @param from where from
   * @param to where to
   * @param bytes how many
   */
  void copy(long from, long to, long bytes);

  /**
   * Starts a kernel.
   *
   * @param kernel its name
   * @param launch grid, block and shared memory
   * @param arguments one for each parameter: {@code Long} for a pointer or 64-bit integer, {@code
   *     Integer}, {@code Float} or {@code Double}
   * @throws IllegalArgumentException if there is no such kernel
   */
  void launch(String kernel, Launch launch, Object... arguments);

  /** Waits until everything launched is done. */
  void synchronize();

  /** Gives back what the driver holds; harmless when called again. */
  @Override
  void close();
}

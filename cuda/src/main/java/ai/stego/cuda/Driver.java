package ai.stego.cuda;

import ai.stego.tensor.Precision;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

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
   * Whether freed memory should be kept and lent again, because asking the device for it is slow.
   * The emulation says no: there, every tensor has an allocation of its own with guard pages, and a
   * block lent again would hide what they find.
   *
   * @return whether the caller should keep what it no longer needs
   */
  default boolean keepsFreedMemory() {
    return false;
  }

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
   * Finds host memory that copies are fastest from and to (page-locked on a real device). It is
   * freed with the driver.
   *
   * @param bytes how many, at least 1
   * @return a direct buffer in native byte order
   */
  default ByteBuffer hostBuffer(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
  }

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
   * Starts a copy to the device. The source must not change before an event recorded afterwards has
   * happened.
   *
   * @param address where to
   * @param source a buffer of {@link #hostBuffer}, copied from its position to its limit
   */
  default void startUpload(long address, ByteBuffer source) {
    upload(address, source);
  }

  /**
   * Starts a copy to the host. The destination is filled when an event recorded afterwards has
   * happened.
   *
   * @param address where from
   * @param destination a buffer of {@link #hostBuffer}, filled from its position to its limit
   */
  default void startDownload(long address, ByteBuffer destination) {
    download(address, destination);
  }

  /**
   * Makes an event, not recorded yet; freed with the driver.
   *
   * @return the event
   */
  default DeviceEvent event() {
    return new HostEvent(this);
  }

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

  /**
   * A library's matrix products on this device, in the order of the launches.
   *
   * @param precision what they compute in
   * @return the products, closed with the driver, or {@link MatrixProduct#NONE}
   */
  default MatrixProduct product(Precision precision) {
    return MatrixProduct.NONE;
  }

  /**
   * A library's convolution of patches on this device, in the order of the launches.
   *
   * @param precision what it computes in
   * @return the convolution, closed with the driver, or {@link PatchConvolution#NONE}
   */
  default PatchConvolution patchConvolution(Precision precision) {
    return PatchConvolution.NONE;
  }

  /** Waits until everything launched is done. */
  void synchronize();

  /** Gives back what the driver holds; harmless when called again. */
  @Override
  void close();
}

package ai.stego.cuda;

import ai.stego.tensor.InputException;
import ai.stego.tensor.Precision;
import ai.stego.tensor.Tensor;

/**
 * What the operation families of one CUDA backend share: the driver, its memory, the transfers.
 *
 * @param driver the device
 * @param memory lends device memory
 * @param transfers copies between Java arrays and the device
 * @param precision what matrix products compute in
 */
record DeviceContext(
    Driver driver, DeviceAllocator memory, Transfers transfers, Precision precision) {
  /**
   * The address of a tensor's first value.
   *
   * @param operation named in the error
   * @param tensor a tensor in the memory of this device
   * @return the address; 4-byte aligned, no more
   * @throws InputException if the tensor lives elsewhere
   * @throws IllegalStateException if its scope is closed
   */
  long address(String operation, Tensor tensor) {
    if (tensor.storage() instanceof DeviceStorage device && device.allocator() == memory) {
      return device.address() + tensor.offset() * Float.BYTES;
    }
    throw new InputException(
        operation + ": expected a tensor in " + memory.name() + " memory, got " + tensor);
  }

  /**
   * Starts a kernel; nothing happens if the grid is empty.
   *
   * @param kernel its name
   * @param launch grid, block and shared memory
   * @param arguments one for each parameter; see {@link Driver#launch}
   */
  void launch(String kernel, Launch launch, Object... arguments) {
    if (launch.x() > 0 && launch.y() > 0 && launch.z() > 0) {
      driver.launch(kernel, launch, arguments);
    }
  }

  /**
   * Opens a room for what one operation needs besides its tensors.
   *
   * @return scratch memory, to be closed when the operation's last kernel is launched
   */
  Scratch scratch() {
    return new Scratch(this);
  }
}

package ai.stego.cuda;

import ai.stego.tensor.Precision;

/** A context of operations on the emulation, for tests below the backend. */
final class EmulatedContext {
  private EmulatedContext() {}

  /** Opens one that lends at most so many bytes. */
  static DeviceContext open(long limit) {
    Driver driver = TestDevices.open();
    Transfers transfers = new Transfers(driver);
    DeviceAllocator memory = new DeviceAllocator(driver, transfers, "emulation", limit);
    return new DeviceContext(driver, memory, transfers, Precision.FLOAT32);
  }
}

package ai.stego.cuda;

import ai.stego.tensor.InputException;
import ai.stego.tensor.Scope;

/** Lends device memory; every loan is an allocation of the driver's own. */
final class DeviceAllocator implements Scope.Allocator {
  private final Driver driver;
  private final Transfers transfers;
  private final String name;

  DeviceAllocator(Driver driver, Transfers transfers, String name) {
    this.driver = driver;
    this.transfers = transfers;
    this.name = name;
  }

  /** The name of this memory, such as {@code "cuda:0"}. */
  String name() {
    return name;
  }

  Transfers transfers() {
    return transfers;
  }

  @Override
  public DeviceStorage allocate(long size) {
    long bytes = Math.max(1, size) * Float.BYTES;
    long address = driver.allocate(bytes);
    if (address == 0) {
      throw new InputException(
          "%s is out of memory: %d bytes asked for, %d free of %d"
              .formatted(name, bytes, driver.freeBytes(), driver.properties().totalBytes()));
    }
    return new DeviceStorage(this, address, size);
  }

  void giveBack(long address) {
    driver.free(address);
  }
}

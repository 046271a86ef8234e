package ai.stego.cuda;

import ai.stego.tensor.Storage;
import java.util.concurrent.atomic.AtomicLong;

/** Values in the memory of a device. */
final class DeviceStorage implements Storage {
  private final DeviceAllocator allocator;
  private final long size;
  private final AtomicLong address;

  DeviceStorage(DeviceAllocator allocator, long address, long size) {
    this.allocator = allocator;
    this.address = new AtomicLong(address);
    this.size = size;
  }

  DeviceAllocator allocator() {
    return allocator;
  }

  /** The address of the first value. */
  long address() {
    long open = address.get();
    if (open == 0) {
      throw new IllegalStateException("this tensor's scope is closed");
    }
    return open;
  }

  @Override
  public String memory() {
    return allocator.name();
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public void read(long offset, float[] destination, int start, int count) {
    allocator.transfers().download(address() + offset * Float.BYTES, destination, start, count);
  }

  @Override
  public void write(long offset, float[] source, int start, int count) {
    allocator.transfers().upload(source, start, count, address() + offset * Float.BYTES);
  }

  /** Of two threads that free it, one gives the memory back: it must never be lent twice. */
  @Override
  public void free() {
    long open = address.getAndSet(0);
    if (open != 0) {
      allocator.giveBack(open);
    }
  }
}

package ai.stego.cuda;

import ai.stego.tensor.Precision;
import ai.stego.tensor.Scope;
import ai.stego.tensor.Shape;
import ai.stego.tensor.Tensor;

/** A device with float32 arrays on it, for tests of kernels that no backend operation calls. */
final class KernelRoom implements AutoCloseable {
  private final DeviceContext context;
  private final Scope scope;

  KernelRoom(Precision precision) {
    Driver driver = new EmulatedDriver();
    Transfers transfers = new Transfers(driver);
    DeviceAllocator memory = new DeviceAllocator(driver, transfers, "cuda:0", MemoryLimit.bytes());
    context = new DeviceContext(driver, memory, transfers, precision);
    scope = new Scope(memory);
  }

  DeviceContext context() {
    return context;
  }

  /** A copy of values, at an offset of some values from a 256-byte boundary. */
  Tensor put(double[] values, int margin) {
    return room(values.length, margin).write(PackedHeads.floats(values));
  }

  /** Room for values, unspecified. */
  Tensor room(int count, int margin) {
    return scope.tensor(Shape.of(margin + count)).range(margin, margin + count);
  }

  long at(Tensor tensor) {
    return context.address("test", tensor);
  }

  @Override
  public void close() {
    scope.close();
    context.driver().close();
  }
}

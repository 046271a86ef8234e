package ai.stego.cuda;

import java.util.ArrayList;
import java.util.List;

/**
 * Device memory for the length of one operation. Closing gives it back at once although kernels may
 * still run: whoever gets it next comes later in the same stream.
 */
final class Scratch implements AutoCloseable {
  private final DeviceContext context;
  private final List<DeviceStorage> storages = new ArrayList<>();

  Scratch(DeviceContext context) {
    this.context = context;
  }

  /**
   * Room for 4-byte values, contents unspecified.
   *
   * @param count how many float32 or int32 values
   * @return the address, aligned to 256 bytes
   */
  long words(long count) {
    DeviceStorage storage = context.memory().allocate(Math.max(1, count));
    storages.add(storage);
    return storage.address();
  }

  /**
   * Room for 8-byte values, contents unspecified.
   *
   * @param count how many float64 or int64 values
   * @return the address, aligned to 256 bytes
   */
  long longWords(long count) {
    return words(2 * count);
  }

  /**
   * A copy of an array on the device.
   *
   * @param values to be copied
   * @return the address of int32 values
   */
  long upload(int[] values) {
    long address = words(values.length);
    context.transfers().upload(values, address);
    return address;
  }

  @Override
  public void close() {
    for (DeviceStorage storage : storages) {
      storage.free();
    }
    storages.clear();
  }
}

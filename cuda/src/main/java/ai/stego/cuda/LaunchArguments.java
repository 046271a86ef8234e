package ai.stego.cuda;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import jcuda.Pointer;

/**
 * The arguments of one launch as the driver wants them: a table of addresses, one for each
 * parameter, of its value. Table and values lie in one piece of host memory and are written anew
 * for each launch, which makes no objects; the driver copies them before it returns.
 */
final class LaunchArguments {
  /** More parameters than any kernel has; CUDA's own limit is 4 KiB of them. */
  static final int MOST = 64;

  private final ByteBuffer values;
  private final Pointer table;

  /**
   * Prepares the table.
   *
   * @param memory at least 16 bytes for each of {@link #MOST} parameters
   * @param address where it is
   */
  LaunchArguments(ByteBuffer memory, long address) {
    ByteBuffer whole = memory.duplicate().order(ByteOrder.nativeOrder());
    long first = address + (long) MOST * Long.BYTES;
    for (int i = 0; i < MOST; i++) {
      whole.putLong(i * Long.BYTES, first + (long) i * Long.BYTES);
    }
    values = whole.position(MOST * Long.BYTES).slice().order(ByteOrder.nativeOrder());
    table = Pointer.to(memory);
  }

  /** Writes the values of a launch; returns the table. */
  Pointer write(String kernel, Object... arguments) {
    if (arguments.length > MOST) {
      throw new IllegalArgumentException(kernel + ": more than " + MOST + " parameters");
    }
    for (int i = 0; i < arguments.length; i++) {
      put(kernel, i, arguments[i]);
    }
    return table;
  }

  private void put(String kernel, int index, Object argument) {
    int at = index * Long.BYTES;
    if (argument instanceof Long value) {
      values.putLong(at, value);
    } else if (argument instanceof Integer value) {
      values.putInt(at, value);
    } else if (argument instanceof Float value) {
      values.putFloat(at, value);
    } else if (argument instanceof Double value) {
      values.putDouble(at, value);
    } else {
      throw new IllegalArgumentException(
          "%s: parameter %d is a %s"
              .formatted(kernel, index, argument == null ? "null" : argument.getClass()));
    }
  }
}

package ai.stego.cuda;

import ai.stego.tensor.InputException;
import ai.stego.tensor.Scope;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Lends device memory. What comes back is kept and lent again, because asking the driver takes
 * longer than most kernels and makes the host wait for the device: a warm forward pass asks for
 * nothing. Sizes are rounded up to one of eight classes an octave, so at most an eighth is wasted.
 * Lending a block again while kernels still use it is safe: they come earlier in the same stream.
 *
 * <p>When the driver has no more, or the limit is reached, all idle blocks are given back first.
 */
final class DeviceAllocator implements Scope.Allocator, AutoCloseable {
  private static final int SMALLEST = 512;
  private static final int CLASSES_LOG2 = 3; // classes in an octave

  private final Driver driver;
  private final Transfers transfers;
  private final String name;
  private final long limit;
  private final Map<Long, Long> lent = new HashMap<>(); // address, bytes
  private final TreeMap<Long, Deque<Long>> idle = new TreeMap<>(); // bytes, addresses
  private long lentBytes;
  private long heldBytes;
  private long peakBytes;
  private long requests;
  private boolean closed;

  DeviceAllocator(Driver driver, Transfers transfers, String name, long limit) {
    this.driver = driver;
    this.transfers = transfers;
    this.name = name;
    this.limit = limit;
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
    long asked = Math.multiplyExact(Math.max(1, size), (long) Float.BYTES);
    return new DeviceStorage(this, lend(asked), size);
  }

  private synchronized long lend(long asked) {
    if (closed) {
      throw new IllegalStateException(name + ": the backend is closed");
    }
    long bytes = driver.keepsFreedMemory() ? roundUp(asked) : asked;
    Deque<Long> same = idle.get(bytes);
    long address = same == null ? request(bytes, asked) : same.pop();
    if (same != null && same.isEmpty()) {
      idle.remove(bytes);
    }
    lent.put(address, bytes);
    lentBytes += bytes;
    peakBytes = Math.max(peakBytes, lentBytes);
    return address;
  }

  /** The size of the class that holds a number of bytes. */
  static long roundUp(long bytes) {
    if (bytes <= SMALLEST) {
      return SMALLEST;
    }
    int octave = 63 - Long.numberOfLeadingZeros(bytes - 1);
    long step = 1L << Math.max(octave - CLASSES_LOG2, 8); // 256 bytes at least
    return (bytes + step - 1) / step * step;
  }

  /** Asks the driver; the idle blocks are given back if it has too little. */
  private long request(long bytes, long asked) {
    long address = attempt(bytes);
    if (address == 0 && heldBytes > lentBytes) {
      trim();
      address = attempt(bytes);
    }
    if (address == 0) {
      throw outOfMemory(asked);
    }
    heldBytes += bytes;
    return address;
  }

  private long attempt(long bytes) {
    if (bytes > limit - heldBytes) {
      return 0;
    }
    requests++;
    return driver.allocate(bytes);
  }

  private InputException outOfMemory(long asked) {
    String limited =
        limit == Long.MAX_VALUE
            ? ""
            : "; -D" + MemoryLimit.PROPERTY + " allows " + mebibytes(limit);
    return new InputException(
        "%s is out of memory: %s asked for, %s held, %s free of %s%s"
            .formatted(
                name,
                mebibytes(asked),
                mebibytes(heldBytes),
                mebibytes(driver.freeBytes()),
                mebibytes(driver.properties().totalBytes()),
                limited));
  }

  private static String mebibytes(long bytes) {
    return bytes < 1 << 20 ? bytes + " bytes" : (bytes >> 20) + " MiB";
  }

  /** Takes a block back; harmless after closing, which has freed everything. */
  synchronized void giveBack(long address) {
    if (closed) {
      return;
    }
    Long bytes = lent.remove(address);
    if (bytes == null) {
      throw new IllegalStateException(name + ": 0x%x was not lent".formatted(address));
    }
    lentBytes -= bytes;
    if (driver.keepsFreedMemory()) {
      idle.computeIfAbsent(bytes, unused -> new ArrayDeque<>()).push(address);
    } else {
      heldBytes -= bytes;
      driver.free(address);
    }
  }

  /** Gives all idle blocks back to the driver. */
  synchronized void trim() {
    for (Map.Entry<Long, Deque<Long>> blocks : idle.entrySet()) {
      for (long address : blocks.getValue()) {
        heldBytes -= blocks.getKey();
        driver.free(address);
      }
    }
    idle.clear();
  }

  /** What is held at the moment. */
  synchronized MemoryStatistics statistics() {
    return new MemoryStatistics(lentBytes, heldBytes, peakBytes, limit, requests);
  }

  /** Frees everything, also what is still lent; tensors that are freed later change nothing. */
  @Override
  public synchronized void close() {
    if (!closed) {
      trim();
      closed = true;
      lent.keySet().forEach(driver::free);
      lent.clear();
      lentBytes = 0;
      heldBytes = 0;
    }
  }
}

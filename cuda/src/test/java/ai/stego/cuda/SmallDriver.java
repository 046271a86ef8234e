package ai.stego.cuda;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A device of a few bytes for tests of what stands above the driver. Copies are done no earlier
 * than somebody waits for them, as late as a device may.
 */
final class SmallDriver implements Driver {
  private final long total;
  private final Map<Long, ByteBuffer> blocks = new HashMap<>();
  private final Deque<Runnable> work = new ArrayDeque<>();
  private long next = 1L << 20;
  private long used;
  private int requests;
  private int waits;
  private boolean closed;

  SmallDriver(long total) {
    this.total = total;
  }

  int requests() {
    return requests;
  }

  /** How often somebody waited while there was something to wait for. */
  int waits() {
    return waits;
  }

  long used() {
    return used;
  }

  boolean isClosed() {
    return closed;
  }

  @Override
  public DeviceProperties properties() {
    return new DeviceProperties("small", 8, 0, 1, 1 << 10, total);
  }

  @Override
  public long freeBytes() {
    return total - used;
  }

  @Override
  public boolean keepsFreedMemory() {
    return true;
  }

  @Override
  public long allocate(long bytes) {
    requests++;
    if (bytes > freeBytes()) {
      return 0;
    }
    long address = next;
    next += bytes;
    used += bytes;
    blocks.put(address, ByteBuffer.allocate(Math.toIntExact(bytes)).order(ByteOrder.nativeOrder()));
    return address;
  }

  @Override
  public void free(long address) {
    used -= blocks.remove(address).capacity();
  }

  /** The bytes behind an address. */
  private ByteBuffer at(long address, int bytes) {
    List<ByteBuffer> found = new ArrayList<>();
    blocks.forEach(
        (start, block) -> {
          if (address >= start && address + bytes <= start + block.capacity()) {
            found.add(block.slice((int) (address - start), bytes));
          }
        });
    return found.get(0);
  }

  @Override
  public void upload(long address, ByteBuffer source) {
    throw new UnsupportedOperationException("copies are started");
  }

  @Override
  public void download(long address, ByteBuffer destination) {
    throw new UnsupportedOperationException("copies are started");
  }

  @Override
  public void startUpload(long address, ByteBuffer source) {
    ByteBuffer bytes = source.slice();
    work.add(() -> at(address, bytes.remaining()).put(bytes.duplicate()));
  }

  @Override
  public void startDownload(long address, ByteBuffer destination) {
    ByteBuffer bytes = destination.slice();
    work.add(() -> bytes.duplicate().put(at(address, bytes.remaining())));
  }

  @Override
  public DeviceEvent event() {
    return new Event();
  }

  /** Waiting for it does the work that was there when it was recorded. */
  private final class Event implements DeviceEvent {
    private boolean happened = true;

    @Override
    public void record() {
      happened = false;
      work.add(() -> happened = true);
    }

    @Override
    public void await() {
      waits += happened ? 0 : 1;
      while (!happened) {
        work.remove().run();
      }
    }

    @Override
    public double millisecondsSince(DeviceEvent earlier) {
      throw new UnsupportedOperationException("has no clock");
    }
  }

  @Override
  public void copy(long from, long to, long bytes) {
    throw new UnsupportedOperationException("is not copied within");
  }

  @Override
  public void launch(String kernel, Launch launch, Object... arguments) {
    throw new UnsupportedOperationException("has no kernels");
  }

  @Override
  public void synchronize() {
    while (!work.isEmpty()) {
      work.remove().run();
    }
  }

  @Override
  public void close() {
    closed = true;
  }
}

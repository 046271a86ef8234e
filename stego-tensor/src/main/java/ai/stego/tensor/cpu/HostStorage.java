package ai.stego.tensor.cpu;

import ai.stego.tensor.InputException;
import ai.stego.tensor.Storage;
import ai.stego.tensor.Tensor;
import java.util.concurrent.atomic.AtomicReference;

/** Values in a Java array, which may be longer than asked for: arrays are recycled. */
public final class HostStorage implements Storage {
  /** The name of this memory. */
  public static final String MEMORY = "cpu";

  private final HostAllocator allocator;
  private final int size;
  private final AtomicReference<float[]> array;

  HostStorage(HostAllocator allocator, float[] array, int size) {
    this.allocator = allocator;
    this.array = new AtomicReference<>(array);
    this.size = size;
  }

  /**
   * The array behind a tensor; its values begin at {@link #start}.
   *
   * @param operation named in the error
   * @param tensor a tensor in host memory
   * @return the array
   * @throws InputException if the tensor lives elsewhere
   * @throws IllegalStateException if its scope is closed
   */
  public static float[] array(String operation, Tensor tensor) {
    if (tensor.storage() instanceof HostStorage host) {
      return host.open();
    }
    throw new InputException(
        operation + ": expected a tensor in " + MEMORY + " memory, got " + tensor);
  }

  /**
   * Where in the array of {@link #array} a tensor begins.
   *
   * @param tensor a tensor in host memory
   * @return the index of its first value
   */
  public static int start(Tensor tensor) {
    return (int) tensor.offset();
  }

  private float[] open() {
    float[] values = array.get();
    if (values == null) {
      throw new IllegalStateException("this tensor's scope is closed");
    }
    return values;
  }

  @Override
  public String memory() {
    return MEMORY;
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public void read(long offset, float[] destination, int start, int count) {
    System.arraycopy(open(), (int) offset, destination, start, count);
  }

  @Override
  public void write(long offset, float[] source, int start, int count) {
    System.arraycopy(source, start, open(), (int) offset, count);
  }

  /** Of two threads that free it, one gives the array back: it must never be lent twice. */
  @Override
  public void free() {
    float[] values = array.getAndSet(null);
    if (values != null) {
      allocator.giveBack(values);
    }
  }
}

package ai.stego.tensor.cpu;

import ai.stego.tensor.InputException;
import ai.stego.tensor.Scope;
import ai.stego.tensor.Storage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Lends float arrays and takes them back, so that a warm forward pass allocates next to nothing.
 * Lengths are rounded up to eighths of a power of two, so that nearly equal sizes share arrays.
 * Idle arrays are kept up to a limit; beyond it the ones that idled longest are left to the garbage
 * collector, and all of them when the heap is full. Safe to share between threads.
 */
public final class HostAllocator implements Scope.Allocator {
  private static final long MAX_ARRAY = Integer.MAX_VALUE - 8L;
  private static final int SMALLEST = 64;

  private final long idleLimit;
  private final boolean poison;
  private final List<float[]> idle = new ArrayList<>();
  private long idleValues;
  private boolean closed;

  /**
   * Makes an allocator.
   *
   * @param idleLimit how many float values to keep in idle arrays
   * @param poison fill arrays with NaN when they are new and when they come back, so that a read
   *     before the first write or after the last one shows; for tests
   */
  public HostAllocator(long idleLimit, boolean poison) {
    this.idleLimit = idleLimit;
    this.poison = poison;
  }

  @Override
  public Storage allocate(long size) {
    if (size > MAX_ARRAY) {
      throw new InputException(
          "a tensor in cpu memory: expected at most " + MAX_ARRAY + " values, got " + size);
    }
    return new HostStorage(this, borrow((int) size), (int) size);
  }

  /**
   * Lends an array whose contents are unspecified.
   *
   * @param size least length
   * @return an array of at least that length
   */
  public float[] borrow(int size) {
    int length = roundUp(size);
    float[] array = take(length);
    if (array != null) {
      return array;
    }
    array = make(length);
    if (poison) {
      Arrays.fill(array, Float.NaN);
    }
    return array;
  }

  /** Idle arrays of other lengths must not be what the heap is full of. */
  private float[] make(int length) {
    try {
      return new float[length];
    } catch (OutOfMemoryError e) {
      clear();
      return new float[length];
    }
  }

  /**
   * Takes an array back; the caller must not use it again.
   *
   * @param array lent by {@link #borrow}
   * @throws IllegalStateException if it was given back before and not lent again since
   */
  public void giveBack(float[] array) {
    if (poison) {
      Arrays.fill(array, Float.NaN);
    }
    keep(array);
  }

  private synchronized void keep(float[] array) {
    for (float[] other : idle) {
      if (other == array) {
        throw new IllegalStateException("an array was given back twice");
      }
    }
    if (closed || array.length > idleLimit) {
      return;
    }
    idle.add(array);
    idleValues += array.length;
    while (idleValues > idleLimit) {
      idleValues -= idle.remove(0).length;
    }
  }

  /** Forgets all idle arrays. */
  public synchronized void clear() {
    idle.clear();
    idleValues = 0;
  }

  /** Forgets all idle arrays, and those that come back from now on; lending still works. */
  public synchronized void close() {
    closed = true;
    clear();
  }

  private synchronized float[] take(int length) {
    for (int i = idle.size() - 1; i >= 0; i--) {
      if (idle.get(i).length == length) {
        idleValues -= length;
        return idle.remove(i);
      }
    }
    return null;
  }

  static int roundUp(int size) {
    if (size <= SMALLEST) {
      return SMALLEST;
    }
    int step = Math.max(1, Integer.highestOneBit(size - 1) / 8);
    return (int) Math.min(MAX_ARRAY, ((long) size + step - 1) / step * step);
  }
}

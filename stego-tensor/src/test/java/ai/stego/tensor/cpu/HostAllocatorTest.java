package ai.stego.tensor.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.stego.tensor.Storage;
import ai.stego.tensor.testing.OtherJvm;
import java.io.IOException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class HostAllocatorTest {
  private final HostAllocator memory = new HostAllocator(1000, false);

  @Test
  void anArrayLongerThanTheLimitIsDroppedAndTheOthersStay() {
    float[] small = memory.borrow(64);
    memory.giveBack(small);
    memory.giveBack(memory.borrow(2000));
    assertSame(small, memory.borrow(64));
  }

  @Test
  void beyondTheLimitTheArrayThatIdledLongestGoes() {
    float[] first = memory.borrow(64);
    float[] second = memory.borrow(64);
    float[] large = memory.borrow(850);
    memory.giveBack(first);
    memory.giveBack(second);
    memory.giveBack(large);
    assertSame(second, memory.borrow(64));
    assertNotSame(first, memory.borrow(64));
  }

  @Test
  void aClosedAllocatorKeepsNothing() {
    float[] late = memory.borrow(64);
    memory.close();
    memory.giveBack(late);
    assertNotSame(late, memory.borrow(64));
  }

  @Test
  void anArrayCannotBeGivenBackTwice() {
    float[] array = memory.borrow(64);
    memory.giveBack(array);
    assertThrows(IllegalStateException.class, () -> memory.giveBack(array));
  }

  @Test
  void poisonShowsAReadBeforeTheFirstWriteAndAfterTheLast() {
    HostAllocator poisoned = new HostAllocator(1000, true);
    float[] array = poisoned.borrow(64);
    assertEquals(Float.NaN, array[63]);
    array[63] = 1;
    poisoned.giveBack(array);
    assertEquals(Float.NaN, array[63]);
  }

  @Test
  void twoThreadsThatFreeAStorageGiveItsArrayBackOnce() throws Exception {
    HostAllocator large = new HostAllocator(1 << 20, false);
    List<Storage> storages = Stream.generate(() -> large.allocate(64)).limit(5000).toList();
    AtomicInteger arrived = new AtomicInteger();
    CompletableFuture<Void> other =
        CompletableFuture.runAsync(() -> freeTogether(arrived, storages));
    freeTogether(arrived, storages);
    other.get(1, TimeUnit.MINUTES);
    Set<float[]> lent = Collections.newSetFromMap(new IdentityHashMap<>());
    for (int i = 0; i < storages.size(); i++) {
      assertTrue(lent.add(large.borrow(64)), "array " + i + " is lent twice");
    }
  }

  /** Frees each storage at the moment when the other thread does. */
  private static void freeTogether(AtomicInteger arrived, List<Storage> storages) {
    int both = 0;
    for (Storage storage : storages) {
      arrived.incrementAndGet();
      both += 2;
      for (int spins = 0; arrived.get() < both; spins++) {
        if (spins > 1000) {
          LockSupport.parkNanos(1);
        }
      }
      storage.free();
    }
  }

  @Test
  void idleArraysTakeAQuarterOfASmallHeapAndAGibibyteAtMost() {
    assertEquals(4 << 20, CpuBackend.idleLimit(64 << 20));
    assertEquals(1 << 28, CpuBackend.idleLimit(Long.MAX_VALUE));
  }

  /** Lends arrays of many lengths, one at a time, all of which would not fit into the heap. */
  static final class Main {
    private Main() {}

    public static void main(String[] arguments) {
      HostAllocator greedy = new HostAllocator(1L << 28, false);
      long values = 0;
      for (int step = 0; step < 16; step++) {
        float[] array = greedy.borrow((2 << 20) + step * (1 << 18));
        values += array.length;
        greedy.giveBack(array);
      }
      System.out.println("lent " + (values >> 18) + " MiB");
    }
  }

  @Test
  void idleArraysMakeRoomWhenTheHeapIsFull() throws IOException, InterruptedException {
    String output = OtherJvm.run(Main.class, "-Xmx64m", "-XX:+UseSerialGC");
    assertTrue(output.contains("lent 2"), output);
  }
}

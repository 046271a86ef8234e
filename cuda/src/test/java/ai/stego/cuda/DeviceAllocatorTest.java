package ai.stego.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.stego.tensor.BackendOptions;
import ai.stego.tensor.InputException;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is kept, what is given back, and what is said when there is no more. */
class DeviceAllocatorTest {
  private static final int KIB = 1 << 10;
  private static final int WORDS = KIB / Float.BYTES; // values in a KiB

  private final SmallDriver driver = new SmallDriver(64 * KIB);

  private DeviceAllocator allocator(long limit) {
    return new DeviceAllocator(driver, new Transfers(driver), "cuda:0", limit);
  }

  @Test
  void whatComesBackIsLentAgainWithoutAskingTheDriver() {
    DeviceAllocator memory = allocator(Long.MAX_VALUE);
    DeviceStorage first = memory.allocate(4 * WORDS);
    long address = first.address();
    first.free();
    first.free();
    assertEquals(address, memory.allocate(4 * WORDS - 3).address());
    assertEquals(1, driver.requests());
    assertEquals(
        new MemoryStatistics(4 * KIB, 4 * KIB, 4 * KIB, Long.MAX_VALUE, 1), memory.statistics());
  }

  @Test
  void blocksInUseAreNeverLentTwice() {
    DeviceAllocator memory = allocator(Long.MAX_VALUE);
    Set<Long> addresses = new HashSet<>();
    for (int i = 0; i < 8; i++) {
      assertTrue(addresses.add(memory.allocate(WORDS).address()));
    }
    assertEquals(8 * KIB, memory.statistics().lent());
  }

  @Test
  void anotherSizeIsAnotherBlock() {
    DeviceAllocator memory = allocator(Long.MAX_VALUE);
    DeviceStorage small = memory.allocate(WORDS);
    long address = small.address();
    small.free();
    assertNotEquals(address, memory.allocate(8 * WORDS).address());
  }

  @Test
  void sizesAreRoundedUpByAnEighthAtMost() {
    assertEquals(512, DeviceAllocator.roundUp(1));
    assertEquals(512, DeviceAllocator.roundUp(512));
    assertEquals(768, DeviceAllocator.roundUp(513));
    for (long bytes = 4096; bytes < 1L << 40; bytes = bytes * 9 / 7 + 1) {
      long rounded = DeviceAllocator.roundUp(bytes);
      assertTrue(rounded >= bytes && rounded - bytes <= bytes / 8, bytes + " to " + rounded);
      assertEquals(rounded, DeviceAllocator.roundUp(rounded));
      assertEquals(0, rounded % 256);
    }
  }

  @Test
  void idleBlocksAreGivenBackWhenTheDeviceHasNoMore() {
    DeviceAllocator memory = allocator(Long.MAX_VALUE);
    memory.allocate(32 * WORDS).free();
    memory.allocate(16 * WORDS).free();
    memory.allocate(56 * WORDS);
    assertEquals(56 * KIB, driver.used());
    assertEquals(56 * KIB, memory.statistics().held());
  }

  @Test
  void tooLittleMemorySaysWhatWasAskedForHeldAndFree() {
    DeviceAllocator memory = allocator(Long.MAX_VALUE);
    memory.allocate(32 * WORDS);
    InputException e = assertThrows(InputException.class, () -> memory.allocate(40 * WORDS));
    assertEquals(
        "cuda:0 is out of memory: 40960 bytes asked for, 32768 bytes held, 32768 bytes free of"
            + " 65536 bytes",
        e.getMessage());
    memory.allocate(16 * WORDS);
  }

  @Test
  void theLimitIsKeptAndNamed() {
    DeviceAllocator memory = allocator(16 * KIB);
    memory.allocate(12 * WORDS).free();
    memory.allocate(16 * WORDS).free();
    assertEquals(16 * KIB, driver.used());
    InputException e = assertThrows(InputException.class, () -> memory.allocate(17 * WORDS));
    assertTrue(e.getMessage().endsWith("; -Dstego.cuda.memory allows 16384 bytes"), e.getMessage());
  }

  @Test
  void moreThanAnythingCanHoldIsNoOverflow() {
    DeviceAllocator memory = allocator(Long.MAX_VALUE);
    assertThrows(InputException.class, () -> memory.allocate(1L << 60));
    assertThrows(ArithmeticException.class, () -> memory.allocate(1L << 62));
  }

  @Test
  void closingFreesWhatIsIdleAndWhatIsLentAndLaterFreesAreHarmless() {
    DeviceAllocator memory = allocator(Long.MAX_VALUE);
    DeviceStorage lent = memory.allocate(WORDS);
    memory.allocate(2 * WORDS).free();
    memory.close();
    memory.close();
    assertEquals(0, driver.used());
    lent.free();
    assertThrows(IllegalStateException.class, () -> memory.allocate(1));
  }

  @Test
  void aLimitIsReadWithItsUnit() {
    assertEquals(123, MemoryLimit.parse("123"));
    assertEquals(512L << 20, MemoryLimit.parse("512m"));
    assertEquals(8L << 30, MemoryLimit.parse("8G"));
    for (String wrong : new String[] {"", "0", "-1", "8x", "g", "99999999999g", "1.5g"}) {
      assertThrows(InputException.class, () -> MemoryLimit.parse(wrong), wrong);
    }
  }

  @Test
  void closingABackendClosesItsDriver() {
    CudaBackend backend = new CudaBackend(driver, BackendOptions.DEFAULT);
    backend.scope().tensor(5);
    backend.close();
    assertEquals(0, driver.used());
    assertTrue(driver.isClosed());
  }
}

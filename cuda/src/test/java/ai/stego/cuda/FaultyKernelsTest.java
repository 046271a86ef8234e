package ai.stego.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.stego.cuda.EmulatedDriver.Build;
import ai.stego.cuda.EmulatedDriver.Schedule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What the emulation says about the kernels of {@code emulation/tests/faulty.cu}: every mistake is
 * reported with its kind, kernel, line, block and thread, and what is legal is not.
 */
class FaultyKernelsTest {
  private static final Path SOURCE = Path.of("emulation/tests/faulty.cu");
  private static List<String> source;

  @BeforeAll
  static void read() throws IOException {
    TestDevices.assumeEmulation();
    source = Files.readAllLines(SOURCE);
  }

  /** A device with the faulty kernels and some memory. */
  private static final class Bench implements AutoCloseable {
    final EmulatedDriver driver;
    final TestMemory memory;
    final long x;
    final long y;

    Bench(Build build) {
      driver = new EmulatedDriver(build.library("kernels-faulty"));
      memory = new TestMemory(driver);
      float[] values = new float[128];
      for (int i = 0; i < values.length; i++) {
        values[i] = i + 0.5f;
      }
      x = memory.floats(values);
      y = memory.floats(new float[256]);
    }

    String fault(String kernel, Launch launch, Object... arguments) {
      String message =
          assertThrows(DriverException.class, () -> driver.launch(kernel, launch, arguments))
              .getMessage();
      assertTrue(message.contains(kernel), message);
      return message;
    }

    @Override
    public void close() {
      driver.close();
    }
  }

  private static Launch block(int threads) {
    return Launch.of(1, threads);
  }

  /** The line of the kernel that is marked as the fault, as reports write it. */
  private static String line(String kernel) {
    int begin =
        source.indexOf(
            source.stream().filter(s -> s.contains("(" + kernel + ")(")).findFirst().orElseThrow());
    int fault =
        IntStream.range(begin, source.size())
            .filter(i -> source.get(i).endsWith("// fault"))
            .findFirst()
            .orElseThrow();
    return "faulty.cu:" + (fault + 1);
  }

  private static void says(String message, String... parts) {
    for (String part : parts) {
      assertTrue(message.contains(part), "'" + part + "' is missing in: " + message);
    }
  }

  // ---- both builds

  @ParameterizedTest
  @EnumSource(Build.class)
  void readingPastTheEndIsReported(Build build) {
    try (Bench bench = new Bench(build)) {
      String message = bench.fault("reads_past_the_end", Launch.of(2, 128), bench.x, bench.y, 128);
      says(message, line("reads_past_the_end"), "block (1,0,0) thread (0,0,0)");
      says(message, "illegal read", "0 bytes past the end of the 512-byte allocation");
    }
  }

  @ParameterizedTest
  @EnumSource(Build.class)
  void writingPastTheEndIsReported(Build build) {
    try (Bench bench = new Bench(build)) {
      String message = bench.fault("writes_past_the_end", block(128), bench.x);
      says(message, line("writes_past_the_end"), "block (0,0,0) thread (127,0,0)");
    }
  }

  @ParameterizedTest
  @EnumSource(Build.class)
  void writingIntoTheBytesUpToAlignmentIsReported(Build build) {
    try (Bench bench = new Bench(build)) {
      long odd = bench.memory.floats(new float[129]);
      String message = bench.fault("writes_past_the_end", block(129), odd);
      says(message, "past the end", "516");
    }
  }

  @ParameterizedTest
  @EnumSource(Build.class)
  void writingBeforeTheBeginningIsReported(Build build) {
    try (Bench bench = new Bench(build)) {
      String message = bench.fault("writes_before_the_beginning", block(32), bench.x);
      if (build == Build.FAST) {
        says(message, "write before the 512-byte allocation", "found after kernel");
      } else {
        says(message, line("writes_before_the_beginning"), "4 bytes before the beginning");
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Build.class)
  void aNullPointerIsReported(Build build) {
    try (Bench bench = new Bench(build)) {
      String message = bench.fault("copies", block(32), 0L, bench.y);
      says(message, line("copies"), "thread (0,0,0)", "null");
    }
  }

  @ParameterizedTest
  @EnumSource(Build.class)
  void readingTheBytesUpToAlignmentIsReported(Build build) {
    try (Bench bench = new Bench(build)) {
      long odd = bench.memory.floats(new float[129]);
      if (build == Build.FAST) {
        bench.driver.launch("copies", block(130), odd, bench.y);
      } else {
        String message = bench.fault("copies", block(130), odd, bench.y);
        says(message, line("copies"), "0 bytes past the end", "thread (129,0,0)");
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Build.class)
  void aFreedPointerIsReported(Build build) {
    try (Bench bench = new Bench(build)) {
      bench.driver.free(bench.x);
      says(bench.fault("copies", block(32), bench.x, bench.y), line("copies"), "illegal read");
    }
  }

  @ParameterizedTest
  @EnumSource(Build.class)
  void runningOverDynamicSharedMemoryIsReported(Build build) {
    try (Bench bench = new Bench(build)) {
      Launch launch = new Launch(1, 1, 1, 32, 1008);
      String message = bench.fault("dynamic_shared_overrun", launch, bench.y, 225);
      says(message, line("dynamic_shared_overrun"), "dynamic shared memory, byte 1008 of 1008");
      says(message, "thread (27,0,0)");
    }
  }

  @ParameterizedTest
  @EnumSource(Build.class)
  void runningOverASharedArrayIsReported(Build build) {
    try (Bench bench = new Bench(build)) {
      String message = bench.fault("static_shared_overrun", block(32), bench.y);
      says(message, line("static_shared_overrun"), "shared array 'tile', byte 1056 of 1056");
    }
  }

  @ParameterizedTest
  @EnumSource(Build.class)
  void aMisalignedMatrixRowIsReported(Build build) {
    try (Bench bench = new Bench(build)) {
      Launch launch = new Launch(1, 1, 1, 32, 4096);
      String message = bench.fault("misaligned_matrix_row", launch, bench.y);
      says(message, line("misaligned_matrix_row"), "16-byte");
    }
  }

  @ParameterizedTest
  @EnumSource(Build.class)
  void aMisalignedAsynchronousCopyIsReported(Build build) {
    try (Bench bench = new Bench(build)) {
      String message = bench.fault("misaligned_async_copy", block(31), bench.x, bench.y);
      says(message, line("misaligned_async_copy"), "not 16-byte aligned");
    }
  }

  @ParameterizedTest
  @EnumSource(Build.class)
  void aBarrierThatSomeThreadsNeverReachIsADeadlock(Build build) {
    try (Bench bench = new Bench(build)) {
      String message = bench.fault("barrier_some_never_reach", block(64), bench.y);
      says(message, "deadlock: 32 of 64 threads", "threads 32-63: exited");
      says(message, "threads 0-15: waiting in __syncthreads at ");
      says(message, line("barrier_some_never_reach"), "threads 16-31: waiting in __shfl_xor_sync");
    }
  }

  @ParameterizedTest
  @EnumSource(Build.class)
  void twoBarriersForOneAreReported(Build build) {
    try (Bench bench = new Bench(build)) {
      String message = bench.fault("two_barriers", block(64), bench.y);
      says(message, "divergent barrier", line("two_barriers"), "32 others wait");
    }
  }

  @ParameterizedTest
  @EnumSource(Build.class)
  void lanesInTwoWarpOperationsAreReported(Build build) {
    try (Bench bench = new Bench(build)) {
      String message = bench.fault("two_operations", block(64), bench.y);
      says(message, "divergent warp", line("two_operations"), "__ballot_sync", "__shfl_xor_sync");
    }
  }

  @ParameterizedTest
  @EnumSource(Build.class)
  void aLaneThatHasExitedIsReported(Build build) {
    try (Bench bench = new Bench(build)) {
      says(bench.fault("exited_lane", block(64), bench.y, 40), line("exited_lane"), "exit");
    }
  }

  @ParameterizedTest
  @EnumSource(Build.class)
  void aWarpThatIsNotFullIsReported(Build build) {
    try (Bench bench = new Bench(build)) {
      String message = bench.fault("exited_lane", block(40), bench.y, 40);
      says(message, line("exited_lane"), "lanes that do not exist", "thread (32,0,0)");
    }
  }

  @ParameterizedTest
  @EnumSource(Build.class)
  void aLaneOutsideItsOwnMaskIsReported(Build build) {
    try (Bench bench = new Bench(build)) {
      String message = bench.fault("foreign_mask", block(32), bench.y);
      says(message, line("foreign_mask"), "lane 16 is not in its own mask 0x0000ffff");
    }
  }

  @ParameterizedTest
  @EnumSource(Build.class)
  void readingALaneOutsideTheMaskIsReported(Build build) {
    try (Bench bench = new Bench(build)) {
      says(bench.fault("lane_outside_mask", block(32), bench.y), "reads lane 20, which is not in");
    }
  }

  @ParameterizedTest
  @EnumSource(Build.class)
  void anEndlessLoopIsReported(Build build) {
    try (Bench bench = new Bench(build)) {
      bench.driver.limitSeconds(1);
      long flag = bench.memory.integers(0);
      says(bench.fault("endless", block(32), bench.y, flag), "no end after 1 s", "faulty.cu:");
    }
  }

  @ParameterizedTest
  @EnumSource(Build.class)
  void copiesThatNobodyWaitsForAreReported(Build build) {
    try (Bench bench = new Bench(build)) {
      String message = bench.fault("async_copy_at_exit", block(32), bench.x, bench.y);
      says(message, "1 cp.async copies never waited for", "thread (0,0,0)");
    }
  }

  @ParameterizedTest
  @EnumSource(Build.class)
  void divisionByZeroIsReported(Build build) {
    try (Bench bench = new Bench(build)) {
      String message = bench.fault("division_by_zero", block(32), bench.y, 0);
      says(message, line("division_by_zero"), build == Build.FAST ? "division" : "undefined");
    }
  }

  @ParameterizedTest
  @EnumSource(Build.class)
  void aStackOverflowIsReported(Build build) {
    try (Bench bench = new Bench(build)) {
      says(bench.fault("stack_overflow", block(32), bench.y, 5), "overflow of the thread's stack");
    }
  }

  @ParameterizedTest
  @EnumSource(Build.class)
  void tooMuchSharedMemoryIsReported(Build build) {
    try (Bench bench = new Bench(build)) {
      says(bench.fault("too_much_shared", block(32), bench.y), "65536 bytes with 'tile'");
      Launch launch = new Launch(1, 1, 1, 32, (99 << 10) + 1);
      says(bench.fault("dynamic_shared_overrun", launch, bench.y, 0), "exceed the device's 101376");
    }
  }

  @ParameterizedTest
  @EnumSource(Build.class)
  void moreThreadsThanTheLaunchBoundAreReported(Build build) {
    try (Bench bench = new Bench(build)) {
      says(
          bench.fault("bounded_launch", block(256), bench.y), "256 threads exceed", "bound of 128");
    }
  }

  // ---- the checking build; the fast one shows wrong values at best

  @Test
  void racesAreReportedWithBothLines() {
    try (Bench bench = new Bench(Build.CHECKING)) {
      String message = bench.fault("no_barrier_before_the_next_write", block(128), bench.y, 5);
      says(message, "race on shared array 'tile'", line("no_barrier_before_the_next_write"));
      says(message, "is not ordered after the read by", "at kernel");
    }
  }

  @Test
  void aMissingBarrierIsReported() {
    for (Schedule schedule : Schedule.values()) {
      for (String kernel : List.of("no_barrier", "no_warp_barrier", "shuffle_for_a_barrier")) {
        try (Bench bench = new Bench(Build.CHECKING)) {
          bench.driver.schedule(schedule, 7);
          int threads = kernel.equals("shuffle_for_a_barrier") ? 32 : 128;
          String message = bench.fault(kernel, block(threads), bench.x, bench.y);
          says(message, "shared array 'tile'", "faulty.cu:", "thread (");
        }
      }
    }
  }

  @Test
  void theFastBuildShowsAMissingBarrierAsNan() {
    try (Bench bench = new Bench(Build.FAST)) {
      bench.driver.launch("no_barrier", block(128), bench.x, bench.y);
      float[] values = bench.memory.floatsAt(bench.y, 128);
      assertTrue(Float.isNaN(values[0]), "first value " + values[0]);
    }
  }

  @Test
  void aMissingWaitForACopyIsReported() {
    try (Bench bench = new Bench(Build.CHECKING)) {
      String message = bench.fault("no_async_wait", block(32), bench.x, bench.y);
      says(message, line("no_async_wait"), "read of memory nobody wrote", "shared array 'tile'");
    }
  }

  @Test
  void aSumWithoutAtomicsIsReported() {
    try (Bench bench = new Bench(Build.CHECKING)) {
      String message = bench.fault("sum_without_atomics", Launch.of(4, 128), bench.y);
      says(message, line("sum_without_atomics"), "race on global allocation of 1024 bytes, byte 0");
    }
  }

  @Test
  void aMissingFenceIsReported() {
    try (Bench bench = new Bench(Build.CHECKING)) {
      long done = bench.memory.integers(0);
      String message = bench.fault("no_fence", Launch.of(4, 32), bench.x, done, bench.y);
      says(message, line("no_fence"), "is not ordered after the write by block 0");
    }
  }

  @Test
  void readingWhatNobodyWroteIsReported() {
    try (Bench bench = new Bench(Build.CHECKING)) {
      String message = bench.fault("reads_what_nobody_wrote", block(32), bench.y);
      says(message, line("reads_what_nobody_wrote"), "'tile', byte 128 of 132", "thread (31,0,0)");
      long empty = bench.memory.empty(32);
      says(bench.fault("copies", block(32), empty, bench.y), "read of memory nobody wrote");
    }
  }

  @Test
  void aMisalignedVectorIsReported() {
    try (Bench bench = new Bench(Build.CHECKING)) {
      String message = bench.fault("misaligned_vector", block(32), bench.x, bench.y);
      says(message, line("misaligned_vector"), "thread (1,0,0)");
    }
  }

  @Test
  void runningOverALocalArrayIsReported() {
    try (Bench bench = new Bench(Build.CHECKING)) {
      says(bench.fault("local_overrun", block(32), bench.y, 8), line("local_overrun"), "bound of");
    }
  }

  // ---- legal

  @ParameterizedTest
  @EnumSource(Build.class)
  void whatIsLegalIsNotReported(Build build) {
    for (Schedule schedule : Schedule.values()) {
      try (Bench bench = new Bench(build)) {
        bench.driver.schedule(schedule, 3);
        bench.driver.launch("legal_early_exit", block(96), bench.y, 50);
        assertArrayEquals(new float[] {1, 1, 0}, bench.memory.floatsAt(bench.y + 4 * 48, 3));
        bench.driver.launch("legal_half_warps", block(64), bench.y);
        assertEquals(1, bench.memory.floatsAt(bench.y, 1)[0]);
        bench.driver.launch("legal_neighbouring_bytes", block(128), bench.y);
        assertEquals(127, bench.memory.floatsAt(bench.y, 1)[0]);
        long done = bench.memory.integers(0);
        bench.driver.launch("legal_last_block", Launch.of(5, 32), bench.x, done, bench.y);
        assertEquals(5, bench.memory.floatsAt(bench.y, 1)[0]);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Build.class)
  void theDeviceGoesOnWorkingAfterAFault(Build build) {
    try (Bench bench = new Bench(build)) {
      for (int i = 0; i < 3; i++) {
        bench.fault("copies", block(32), 0L, bench.y);
        bench.fault("barrier_some_never_reach", block(64), bench.y);
        bench.driver.launch("copies", block(128), bench.x, bench.y);
        assertEquals(127.5f, bench.memory.floatsAt(bench.y + 4 * 127, 1)[0]);
      }
    }
  }
}

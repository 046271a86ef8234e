package ai.stego.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.stego.tensor.Backend;
import ai.stego.tensor.BackendOptions;
import ai.stego.tensor.Backends;
import ai.stego.tensor.Scope;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class DeviceMeterTest {
  private static final long PAUSE = 20_000_000; // nanoseconds

  @Test
  void aPauseTakesItsTimeOnEveryBackend() {
    try (Backend cpu = Backends.open("scalar", BackendOptions.DEFAULT);
        Backend gpu = new CudaBackend(TestDevices.open(), BackendOptions.DEFAULT)) {
      for (Backend backend : new Backend[] {cpu, gpu}) {
        double milliseconds = DeviceMeter.of(backend).milliseconds(DeviceMeterTest::pause);
        assertTrue(milliseconds >= PAUSE * 1e-6, backend.name() + ": " + milliseconds);
      }
    }
  }

  private static void pause() {
    for (long end = System.nanoTime() + PAUSE; System.nanoTime() < end; ) {
      LockSupport.parkNanos(end - System.nanoTime());
    }
  }

  @Test
  void memoryThatWasGivenBackStillCountsForThePeak() {
    try (Backend gpu = new CudaBackend(new SmallDriver(1 << 20), BackendOptions.DEFAULT);
        Scope inputs = gpu.scope()) {
      DeviceMeter meter = DeviceMeter.of(gpu);
      inputs.tensor(1024);
      long before = meter.usedBytes().orElseThrow();
      try (Scope scope = gpu.scope()) {
        scope.tensor(4096);
      }
      assertEquals(before, meter.usedBytes().orElseThrow());
      assertEquals(4096 * Float.BYTES, meter.peakBytes().orElseThrow() - before);
    }
  }

  @Test
  void nobodyCountsTheMemoryOfTheHost() {
    try (Backend cpu = Backends.open("scalar", BackendOptions.DEFAULT)) {
      assertTrue(DeviceMeter.of(cpu).peakBytes().isEmpty());
      assertEquals("wall clock", DeviceMeter.of(cpu).clock());
    }
  }
}

package ai.stego.benchmarks.peak;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.stego.tensor.cpu.ThreadPool;
import org.junit.jupiter.api.Test;

class PeakTest {
  @Test
  void arithmeticIsCountedForAllThreads() {
    assumeTrue(Peak.measurable(), "needs the Vector API module");
    try (ThreadPool one = new ThreadPool(1);
        ThreadPool two = new ThreadPool(2)) {
      Peak alone = new Peak(one);
      assertEquals(2 * alone.flopsOfBurst(), new Peak(two).flopsOfBurst());
      assertTrue(alone.flopsPerSecond() > 0);
    }
  }

  @Test
  void everythingIsCopied() {
    try (ThreadPool two = new ThreadPool(2)) {
      Bandwidth bandwidth = new Bandwidth(two);
      assertEquals(0, bandwidth.arrived());
      assertTrue(bandwidth.bytesPerSecond() > 0);
      assertEquals(bandwidth.bytesOfCopy(), 2.0 * Float.BYTES * bandwidth.arrived());
    }
  }
}

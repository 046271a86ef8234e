package ai.stego.benchmarks.paired;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;

/** Counts what threads allocate. */
final class Allocation {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private Allocation() {}

  /** KiB allocated by one run on all threads that live meanwhile. */
  static double kibibytes(Runnable work) {
    long[] threads = THREADS.getAllThreadIds();
    long before = sum(threads);
    work.run();
    return (sum(threads) - before) / 1024.0;
  }

  private static long sum(long[] threads) {
    return Arrays.stream(THREADS.getThreadAllocatedBytes(threads)).filter(b -> b > 0).sum();
  }
}

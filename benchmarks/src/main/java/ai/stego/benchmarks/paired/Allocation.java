package ai.stego.benchmarks.paired;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

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

  /** A plain loop: the first use of a stream allocates 45 KiB itself, and would be counted. */
  private static long sum(long[] threads) {
    long sum = 0;
    for (long bytes : THREADS.getThreadAllocatedBytes(threads)) {
      sum += Math.max(0, bytes);
    }
    return sum;
  }
}

package ai.stego.tensor.cpu;

import ai.stego.tensor.Parallel;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * The only place that starts threads. Ranges are taken from a counter by the caller and its
 * helpers; helpers spin briefly for the next job and then park, so that the gap between two
 * operations of a forward pass costs microseconds and an idle pool costs nothing. A caller waits
 * for the last helper in the same way.
 *
 * <p>One job runs at a time. A caller that finds the pool busy runs its job alone: with many
 * callers the processors are in use already.
 */
public final class ThreadPool implements Parallel, AutoCloseable {
  private static final int SPINS = 20_000;

  private final Thread[] helpers;
  private final AtomicReference<Job> current = new AtomicReference<>();
  private volatile boolean closed;

  /**
   * Starts the helpers.
   *
   * @param threads how many threads work on a job, the caller's included; at least 1
   */
  public ThreadPool(int threads) {
    this(threads, Thread::new);
  }

  /** With threads of a test's own making. */
  ThreadPool(int threads, ThreadFactory factory) {
    helpers = new Thread[threads - 1];
    for (int i = 0; i < helpers.length; i++) {
      helpers[i] = factory.newThread(this::help);
      helpers[i].setName("stego-" + (i + 1));
      helpers[i].setDaemon(true);
    }
    boolean started = false;
    try {
      for (Thread helper : helpers) {
        helper.start();
      }
      started = true;
    } finally {
      if (!started) {
        close();
      }
    }
  }

  @Override
  public int threads() {
    return helpers.length + 1;
  }

  @Override
  public void ranges(int count, int grain, Range work) {
    if (grain < 1) {
      throw new IllegalArgumentException("grain: expected 1 or more, got " + grain);
    }
    Job job = new Job(count, grain, work);
    if (count <= grain || helpers.length == 0 || !current.compareAndSet(null, job)) {
      job.runAlone();
      return;
    }
    for (Thread helper : helpers) {
      LockSupport.unpark(helper);
    }
    try {
      job.takePart();
      job.awaitOthers();
    } finally {
      current.set(null);
    }
    job.rethrow();
  }

  private void help() {
    Job last = null;
    int spins = 0;
    while (!closed) {
      Job job = current.get();
      if (job != null && job != last) {
        job.takePart();
        // An interruption was meant for the work; left standing, it would keep us from parking.
        Thread.interrupted();
        last = job;
        spins = 0;
      } else if (spins++ < SPINS) {
        Thread.onSpinWait();
      } else {
        last = null;
        Thread.interrupted();
        LockSupport.park(this);
      }
    }
  }

  /** Stops the helpers; jobs still run, on their callers' threads. Harmless when called again. */
  @Override
  public void close() {
    closed = true;
    for (Thread helper : helpers) {
      LockSupport.unpark(helper);
    }
  }

  /** One call of {@link #ranges}. */
  private static final class Job {
    private final int count;
    private final int grain;
    private final Range work;
    private final int parts;
    private final Thread caller = Thread.currentThread();
    private volatile boolean callerParks;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger done = new AtomicInteger();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();

    Job(int count, int grain, Range work) {
      this.count = count;
      this.grain = grain;
      this.work = work;
      this.parts = count <= 0 ? 0 : (count - 1) / grain + 1;
    }

    void runAlone() {
      for (int part = 0; part < parts; part++) {
        runPart(part);
      }
    }

    /** Runs parts until none is left; a failure is kept for the caller and the rest is skipped. */
    void takePart() {
      for (int part = next.getAndIncrement(); part < parts; part = next.getAndIncrement()) {
        try {
          if (failure.get() == null) {
            runPart(part);
          }
        } catch (Throwable e) {
          failure.compareAndSet(null, e);
        } finally {
          // In this order, and in the other one in awaitOthers: one of the two sees the other.
          if (done.incrementAndGet() == parts && callerParks) {
            LockSupport.unpark(caller);
          }
        }
      }
    }

    void awaitOthers() {
      for (int spins = 0; spins < SPINS && done.get() < parts; spins++) {
        Thread.onSpinWait();
      }
      callerParks = true;
      boolean interrupted = false;
      while (done.get() < parts) {
        LockSupport.park(this);
        interrupted |= Thread.interrupted();
      }
      if (interrupted) {
        caller.interrupt();
      }
    }

    void rethrow() {
      if (failure.get() != null) {
        Job.<RuntimeException>throwAny(failure.get());
      }
    }

    /** Throws what the work threw, checked or not: the cast is gone at run time. */
    @SuppressWarnings("unchecked")
    private static <E extends Throwable> void throwAny(Throwable e) throws E {
      throw (E) e;
    }

    private void runPart(int part) {
      int from = part * grain;
      work.run(from, (int) Math.min(count, (long) from + grain));
    }
  }
}

package ai.stego.tensor.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.stego.tensor.Parallel;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ThreadPoolTest {
  @Test
  void everyRowRunsExactlyOnce() {
    try (ThreadPool pool = new ThreadPool(3)) {
      for (int count : new int[] {0, 1, 7, 8, 9, 785}) {
        for (int grain : new int[] {1, 7, 100, Integer.MAX_VALUE}) {
          assertArrayEquals(ones(count), visits(pool, count, grain), count + " by " + grain);
        }
      }
    }
  }

  @Test
  void rangesBeginAtMultiplesOfTheGrain() {
    try (ThreadPool pool = new ThreadPool(2)) {
      pool.ranges(
          50,
          7,
          (from, to) -> {
            assertEquals(0, from % 7);
            assertEquals(Math.min(50, from + 7), to);
          });
    }
  }

  @Test
  void aFailureInARangeReachesTheCallerAndThePoolLivesOn() {
    try (ThreadPool pool = new ThreadPool(3)) {
      IllegalStateException thrown =
          assertThrows(
              IllegalStateException.class,
              () ->
                  pool.ranges(
                      100,
                      1,
                      (from, to) -> {
                        if (from == 63) {
                          throw new IllegalStateException("row 63");
                        }
                      }));
      assertEquals("row 63", thrown.getMessage());
      assertArrayEquals(ones(100), visits(pool, 100, 3));
    }
  }

  @Test
  void nestedCallsAndManyCallersFinish() {
    try (ThreadPool pool = new ThreadPool(2)) {
      AtomicInteger rows = new AtomicInteger();
      IntStream.range(0, 8)
          .parallel()
          .forEach(
              caller ->
                  pool.ranges(
                      10, 1, (from, to) -> pool.ranges(5, 2, (a, b) -> rows.addAndGet(b - a))));
      assertEquals(8 * 10 * 5, rows.get());
    }
  }

  @Test
  void aClosedPoolStillRunsWorkOnTheCaller() {
    ThreadPool pool = new ThreadPool(2);
    pool.close();
    pool.close();
    assertArrayEquals(ones(20), visits(pool, 20, 3));
  }

  @Test
  void aCheckedExceptionReachesTheCallerToo() {
    try (ThreadPool pool = new ThreadPool(3)) {
      IOException thrown =
          assertThrows(
              IOException.class,
              () ->
                  pool.ranges(
                      100,
                      1,
                      (from, to) ->
                          ThreadPoolTest.<RuntimeException>fail(new IOException("disk"))));
      assertEquals("disk", thrown.getMessage());
    }
  }

  @SuppressWarnings("unchecked")
  private static <E extends Throwable> void fail(Throwable e) throws E {
    throw (E) e;
  }

  @Test
  void aHelperThatWasInterruptedStillComesToRest() {
    try (ThreadPool pool = new ThreadPool(3)) {
      Set<Thread> helpers = everyThread(pool);
      helpers.remove(Thread.currentThread());
      for (Thread helper : helpers) {
        helper.interrupt();
      }
      for (Thread helper : helpers) {
        awaitRest(helper);
      }
      assertArrayEquals(ones(100), visits(pool, 100, 3));
    }
  }

  @Test
  void aHelperThatInterruptsItselfStillComesToRest() {
    try (ThreadPool pool = new ThreadPool(2)) {
      CyclicBarrier together = new CyclicBarrier(2);
      Set<Thread> threads = ConcurrentHashMap.newKeySet();
      pool.ranges(
          2,
          1,
          (from, to) -> {
            threads.add(Thread.currentThread());
            meet(together);
            Thread.currentThread().interrupt();
          });
      assertTrue(Thread.interrupted(), "the caller's own interruption is left to it");
      threads.remove(Thread.currentThread());
      awaitRest(threads.iterator().next());
    }
  }

  @Test
  void aCallerThatWaitsLongParks() {
    Thread caller = Thread.currentThread();
    AtomicBoolean parked = new AtomicBoolean();
    CyclicBarrier together = new CyclicBarrier(2);
    try (ThreadPool pool = new ThreadPool(2)) {
      pool.ranges(
          2,
          1,
          (from, to) -> {
            meet(together);
            if (Thread.currentThread() != caller) {
              parked.set(isParkedSoon(caller));
            }
          });
    }
    assertTrue(parked.get(), "the caller spun all the time");
  }

  @Test
  void anInterruptedCallerWaitsForTheHelpersAndStaysInterrupted() {
    AtomicInteger finished = new AtomicInteger();
    CyclicBarrier together = new CyclicBarrier(2);
    Thread caller = Thread.currentThread();
    try (ThreadPool pool = new ThreadPool(2)) {
      pool.ranges(
          2,
          1,
          (from, to) -> {
            meet(together);
            if (Thread.currentThread() != caller) {
              caller.interrupt();
              isParkedSoon(caller);
            }
            finished.incrementAndGet();
          });
    }
    assertTrue(Thread.interrupted());
    assertEquals(2, finished.get());
  }

  @Test
  void whenAThreadCannotStartThoseThatDidAreStopped() throws InterruptedException {
    List<Thread> made = new ArrayList<>();
    ThreadFactory factory =
        work -> {
          Thread thread = made.size() < 2 ? new Thread(work) : new ThreadThatCannotStart();
          made.add(thread);
          return thread;
        };
    assertThrows(OutOfMemoryError.class, () -> new ThreadPool(4, factory));
    for (Thread thread : made) {
      thread.join(10_000);
      assertFalse(thread.isAlive(), thread + " runs on");
    }
  }

  private static final class ThreadThatCannotStart extends Thread {
    @Override
    public synchronized void start() {
      throw new OutOfMemoryError("unable to create native thread");
    }
  }

  /** All threads of a pool, the caller's included. */
  static Set<Thread> everyThread(Parallel pool) {
    Set<Thread> threads = ConcurrentHashMap.newKeySet();
    CyclicBarrier together = new CyclicBarrier(pool.threads());
    pool.ranges(
        pool.threads(),
        1,
        (from, to) -> {
          threads.add(Thread.currentThread());
          meet(together);
        });
    return threads;
  }

  /** Waits until every thread has one range, so that none has two. */
  private static void meet(CyclicBarrier together) {
    try {
      together.await(30, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** By its processor time: a park that returns at once shows as waiting, too, if only briefly. */
  private static void awaitRest(Thread thread) {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    long used;
    do {
      long before = threads.getThreadCpuTime(thread.getId());
      long window = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(200);
      while (System.nanoTime() < window) {
        LockSupport.parkNanos(window - System.nanoTime());
      }
      used = threads.getThreadCpuTime(thread.getId()) - before;
    } while (used > 0 && System.nanoTime() < end);
    assertEquals(0, used, thread + " never rests: nanoseconds of processor time");
  }

  private static boolean isParkedSoon(Thread thread) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (thread.getState() != Thread.State.WAITING && System.nanoTime() < end) {
      LockSupport.parkNanos(100_000);
    }
    return thread.getState() == Thread.State.WAITING;
  }

  private static int[] visits(ThreadPool pool, int count, int grain) {
    AtomicIntegerArray visits = new AtomicIntegerArray(count);
    pool.ranges(
        count,
        grain,
        (from, to) -> {
          for (int i = from; i < to; i++) {
            visits.incrementAndGet(i);
          }
        });
    return IntStream.range(0, count).map(visits::get).toArray();
  }

  private static int[] ones(int count) {
    int[] ones = new int[count];
    Arrays.fill(ones, 1);
    return ones;
  }
}

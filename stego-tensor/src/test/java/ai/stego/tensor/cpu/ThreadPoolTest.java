package ai.stego.tensor.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
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

package ai.stego.tensor.cpu;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.stego.tensor.BackendOptions;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

class CpuBackendTest {
  @Test
  void aBackendThatCannotBeOpenedLeavesNoThreads() throws InterruptedException {
    Set<Thread> threads = ConcurrentHashMap.newKeySet();
    Error broken = new NoClassDefFoundError("broken");
    Error thrown =
        assertThrows(
            Error.class,
            () ->
                new CpuBackend(
                    "broken",
                    "",
                    BackendOptions.DEFAULT.withThreads(3),
                    context -> {
                      threads.addAll(ThreadPoolTest.everyThread(context.parallel()));
                      throw broken;
                    }));
    assertSame(broken, thrown);
    threads.remove(Thread.currentThread());
    for (Thread thread : threads) {
      thread.join(10_000);
      assertFalse(thread.isAlive(), thread + " runs on");
    }
  }
}

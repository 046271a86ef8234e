package ai.stego.tensor.cpu.vector;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;

/**
 * Workers with scratch of their own, at most one for each thread that is at work: made when there
 * is none idle, and used again and again, so that many small ranges make few objects.
 */
final class PerThread<T extends PerThread.Worker> implements AutoCloseable {
  /** Something with scratch. */
  interface Worker extends AutoCloseable {
    @Override
    void close();
  }

  private final Supplier<T> maker;
  private final Deque<T> idle = new ArrayDeque<>(2);

  PerThread(Supplier<T> maker) {
    this.maker = maker;
  }

  /** An idle worker or a new one; give it back afterwards. */
  T take() {
    synchronized (idle) {
      if (!idle.isEmpty()) {
        return idle.pop();
      }
    }
    return maker.get();
  }

  void giveBack(T worker) {
    synchronized (idle) {
      idle.push(worker);
    }
  }

  @Override
  public void close() {
    idle.forEach(Worker::close);
  }
}

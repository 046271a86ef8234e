package ai.stego.cuda;

import ai.stego.tensor.Backend;
import java.util.OptionalLong;

/**
 * Times what a backend does and says how much memory it takes, for benchmarks. Backends on the CPU
 * are timed by the host's clock, so that a benchmark can be tried where there is no GPU.
 */
public final class DeviceMeter {
  private static final double NANOSECONDS = 1e6; // in a millisecond

  private final DeviceContext context;
  private final DeviceEvent first;
  private final DeviceEvent last;

  private DeviceMeter(DeviceContext context) {
    this.context = context;
    this.first = context == null ? null : context.driver().event();
    this.last = context == null ? null : context.driver().event();
  }

  /**
   * A meter of one backend.
   *
   * @param backend any
   * @return its meter, of use as long as the backend is open
   */
  public static DeviceMeter of(Backend backend) {
    return new DeviceMeter(backend instanceof CudaBackend cuda ? cuda.context() : null);
  }

  /**
   * What the time is taken from.
   *
   * @return words for the head of a table
   */
  public String clock() {
    return context == null || first instanceof HostEvent ? "wall clock" : "CUDA events";
  }

  /**
   * Times work from when the device is idle to when it has done everything.
   *
   * @param work calls operations of the backend
   * @return milliseconds
   */
  public double milliseconds(Runnable work) {
    if (context == null) {
      long start = System.nanoTime();
      work.run();
      return (System.nanoTime() - start) / NANOSECONDS;
    }
    context.driver().synchronize();
    first.record();
    work.run();
    last.record();
    return last.millisecondsSince(first);
  }

  /**
   * The device memory in use by tensors and scratch.
   *
   * @return bytes; empty on the CPU, where nobody counts
   */
  public OptionalLong usedBytes() {
    return context == null
        ? OptionalLong.empty()
        : OptionalLong.of(context.memory().statistics().lent());
  }

  /**
   * The most device memory in use at one time since the backend was opened.
   *
   * @return bytes; empty on the CPU, where nobody counts
   */
  public OptionalLong peakBytes() {
    return context == null
        ? OptionalLong.empty()
        : OptionalLong.of(context.memory().statistics().peak());
  }
}

package ai.stego.benchmarks.work;

/**
 * Work that can be done again and again on the same inputs.
 *
 * @param run does it once
 * @param flops arithmetic of one run, two for each multiply-add; 0 where nobody counts it
 */
public record Workload(Runnable run, double flops) {
  /**
   * Work whose arithmetic nobody counts.
   *
   * @param run does it once
   * @return the work
   */
  public static Workload uncounted(Runnable run) {
    return new Workload(run, 0);
  }
}

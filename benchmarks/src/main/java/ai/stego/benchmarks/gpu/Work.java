package ai.stego.benchmarks.gpu;

/**
 * What one run of a case must do at least; 0 where it is not what the case is held to.
 *
 * @param bytes read from and written to device memory, every value once
 * @param flops two for each multiply-add
 * @param images photographs
 */
record Work(double bytes, double flops, double images) {
  static final Work UNCOUNTED = new Work(0, 0, 0);

  /** Of a case that reads and writes so many values. */
  static Work values(double values) {
    return new Work(values * Float.BYTES, 0, 0);
  }

  /** The same with arithmetic that may count. */
  Work with(double multiplyAdds) {
    return new Work(bytes, 2 * multiplyAdds, images);
  }
}

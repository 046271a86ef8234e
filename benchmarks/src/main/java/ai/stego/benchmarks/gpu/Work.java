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

  /** Of a case that memory bounds. */
  static Work values(double values) {
    return new Work(values * Float.BYTES, 0, 0);
  }

  /** Of a case that arithmetic bounds. */
  static Work multiplyAdds(double count) {
    return new Work(0, 2 * count, 0);
  }
}

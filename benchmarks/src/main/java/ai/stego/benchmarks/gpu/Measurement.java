package ai.stego.benchmarks.gpu;

import java.util.OptionalLong;

/**
 * One line of a result.
 *
 * @param name of the case
 * @param shape its extents
 * @param precision what matrix products computed in
 * @param variant which way of the same program, such as {@code "compiled"}; empty if there is one
 * @param milliseconds the median of the rounds; NaN if it failed
 * @param fastest of the rounds
 * @param slowest of the rounds
 * @param work what one run must do
 * @param peakBytes the most memory in use beyond the inputs
 * @param failure why there are no figures; empty if there are
 */
record Measurement(
    String name,
    String shape,
    String precision,
    String variant,
    double milliseconds,
    double fastest,
    double slowest,
    Work work,
    OptionalLong peakBytes,
    String failure) {
  static Measurement of(
      Case measured, String precision, Sampler.Times times, OptionalLong peakBytes) {
    return new Measurement(
        measured.name(),
        measured.shape(),
        precision,
        "",
        times.median(),
        times.fastest(),
        times.slowest(),
        measured.work(),
        peakBytes,
        "");
  }

  static Measurement failed(Case measured, String precision, String why) {
    return new Measurement(
        measured.name(),
        measured.shape(),
        precision,
        "",
        Double.NaN,
        Double.NaN,
        Double.NaN,
        measured.work(),
        OptionalLong.empty(),
        why);
  }

  boolean ok() {
    return failure.isEmpty();
  }

  double gigabytesPerSecond() {
    return work.bytes() / milliseconds * 1e-6;
  }

  double teraflops() {
    return work.flops() / milliseconds * 1e-9;
  }

  double imagesPerSecond() {
    return work.images() / milliseconds * 1e3;
  }
}

package ai.stego.benchmarks.gpu;

import java.util.Locale;
import java.util.Optional;

/** Words for numbers: about three digits, and a dash where there is nothing to say. */
final class Figures {
  static final String NONE = "-";

  private static final double MEBIBYTE = 1 << 20;

  private Figures() {}

  static String of(double value) {
    if (!Double.isFinite(value)) {
      return NONE;
    }
    int decimals = value >= 100 ? 0 : value >= 10 ? 1 : value >= 1 ? 2 : 4;
    return String.format(Locale.ROOT, "%." + decimals + "f", value);
  }

  /** The rate that the case is about. */
  static String rate(Measurement result) {
    if (result.work().images() > 0) {
      return of(result.imagesPerSecond()) + " images/s, " + of(result.teraflops()) + " TFLOP/s";
    }
    if (result.work().flops() > 0) {
      return of(result.teraflops()) + " TFLOP/s";
    }
    return result.work().bytes() > 0 ? of(result.gigabytesPerSecond()) + " GB/s" : NONE;
  }

  /** Percent of what the machine reached in the case that is bounded by the same. */
  static String share(Measurement result, ResultFile file) {
    boolean arithmetic = result.work().flops() > 0;
    if (!arithmetic && result.work().bytes() == 0) {
      return NONE;
    }
    Optional<Measurement> ceiling =
        arithmetic
            ? file.find(CeilingCases.PRODUCT, result.precision())
            : file.find(CeilingCases.COPY, Precisions.FLOAT32);
    return ceiling
        .map(
            best ->
                arithmetic
                    ? result.teraflops() / best.teraflops()
                    : result.gigabytesPerSecond() / best.gigabytesPerSecond())
        .map(share -> of(100 * share) + " %")
        .orElse(NONE);
  }

  static String mebibytes(Measurement result) {
    return result.peakBytes().isPresent()
        ? of(result.peakBytes().getAsLong() / MEBIBYTE) + " MiB"
        : NONE;
  }
}

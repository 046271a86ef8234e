package ai.stego.benchmarks.gpu;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

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

  /** How much of each kind of work it does in a second. */
  static String rates(Measurement result) {
    List<String> rates = new ArrayList<>();
    if (result.work().images() > 0) {
      rates.add(of(result.imagesPerSecond()) + " images/s");
    }
    if (result.work().flops() > 0) {
      rates.add(of(result.teraflops()) + " TFLOP/s");
    }
    if (result.work().bytes() > 0) {
      rates.add(of(result.gigabytesPerSecond()) + " GB/s");
    }
    return rates.isEmpty() ? NONE : String.join(", ", rates);
  }

  /** Percent of the roofline: of the ceiling, arithmetic or memory, that the case is nearer to. */
  static String roofline(Measurement result, ResultFile file) {
    double arithmetic =
        file.find(CeilingCases.PRODUCT, result.precision())
            .map(best -> result.teraflops() / best.teraflops())
            .orElse(0.0);
    double memory =
        file.find(CeilingCases.COPY, Precisions.FLOAT32)
            .map(best -> result.gigabytesPerSecond() / best.gigabytesPerSecond())
            .orElse(0.0);
    double share = Math.max(arithmetic, memory);
    return share > 0
        ? "%s %% of %s".formatted(of(100 * share), arithmetic > memory ? "product" : "copy")
        : NONE;
  }

  static String mebibytes(Measurement result) {
    return result.peakBytes().isPresent()
        ? of(result.peakBytes().getAsLong() / MEBIBYTE) + " MiB"
        : NONE;
  }
}

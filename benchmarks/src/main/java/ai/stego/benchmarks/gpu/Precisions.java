package ai.stego.benchmarks.gpu;

import ai.stego.tensor.Precision;
import java.util.List;
import java.util.Locale;

/** What each case is measured in, and the names for it in results. */
final class Precisions {
  static final String FLOAT32 = name(Precision.FLOAT32);
  static final String BF16 = name(Precision.BF16);

  private Precisions() {}

  static String name(Precision precision) {
    return precision.name().toLowerCase(Locale.ROOT);
  }

  /** The CPU backends compute in float32 whatever is asked for. */
  static List<Precision> of(boolean gpu) {
    return gpu ? List.of(Precision.values()) : List.of(Precision.FLOAT32);
  }
}

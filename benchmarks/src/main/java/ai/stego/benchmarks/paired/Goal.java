package ai.stego.benchmarks.paired;

import java.util.Locale;

/**
 * What a line of the table is held to.
 *
 * @param unit of both numbers
 * @param must no more than this
 * @param aim better still; NaN if there is no such wish
 */
record Goal(Unit unit, double must, double aim) {
  /** For lines that only show how cost grows. */
  static final Goal NONE = new Goal(Unit.RATIO, Double.NaN, Double.NaN);

  /** What is compared with the goal. */
  enum Unit {
    /** Our time over the peer's. */
    RATIO("x"),
    /** Our time. */
    MILLISECONDS("ms"),
    /** Bytes allocated by one run. */
    KIBIBYTES("KiB");

    private final String symbol;

    Unit(String symbol) {
      this.symbol = symbol;
    }
  }

  static Goal ratio(double must, double aim) {
    return new Goal(Unit.RATIO, must, aim);
  }

  static Goal seconds(double must, double aim) {
    return new Goal(Unit.MILLISECONDS, 1e3 * must, 1e3 * aim);
  }

  static Goal kibibytes(double must, double aim) {
    return new Goal(Unit.KIBIBYTES, must, aim);
  }

  String mustText() {
    return text(must);
  }

  String aimText() {
    return text(aim);
  }

  private String text(double value) {
    if (Double.isNaN(value)) {
      return Line.NOTHING;
    }
    String number = String.format(Locale.ROOT, unit == Unit.RATIO ? "%.2f" : "%.0f", value);
    return number + " " + unit.symbol;
  }

  /** What was reached: the aim, the must, or neither; NaN reaches nothing. */
  String verdict(double value) {
    if (Double.isNaN(must)) {
      return Line.NOTHING;
    }
    if (value <= aim) {
      return "aim";
    }
    return value <= must ? "must" : "**no**";
  }
}

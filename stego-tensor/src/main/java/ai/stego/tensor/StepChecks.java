package ai.stego.tensor;

/** Checks that the settings of optimisers share. NaN fails each of them. */
final class StepChecks {
  private StepChecks() {}

  static void atLeastZero(String what, double value) {
    require(value >= 0 && Double.isFinite(value), what, "a number of at least 0", value);
  }

  static void share(String what, double value) {
    require(value >= 0 && value < 1, what, "0 <= share < 1", value);
  }

  static void fromOne(String what, long value) {
    require(value >= 1, what, "1 or more", value);
  }

  private static void require(boolean holds, String what, String expected, Object actual) {
    if (!holds) {
      throw new InputException(what + ": expected " + expected + ", got " + actual);
    }
  }
}

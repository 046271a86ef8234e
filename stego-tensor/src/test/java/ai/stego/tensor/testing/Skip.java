package ai.stego.tensor.testing;

import org.junit.jupiter.api.Assumptions;

/** Skips a test aloud: the report of the build alone would only count it. */
public final class Skip {
  private Skip() {}

  /**
   * Skips the rest of the test unless a condition holds.
   *
   * @param condition what the test needs
   * @param otherwise one sentence: what is missing
   */
  public static void unless(boolean condition, String otherwise) {
    if (!condition) {
      System.err.println("skipped: " + otherwise);
    }
    Assumptions.assumeTrue(condition, otherwise);
  }
}

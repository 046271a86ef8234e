package ai.stego.tensor.cpu.vector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.stego.tensor.Backend;
import ai.stego.tensor.BackendOptions;
import ai.stego.tensor.Backends;
import ai.stego.tensor.InputException;
import ai.stego.tensor.testing.OpCase;
import ai.stego.tensor.testing.OpCases;
import ai.stego.tensor.testing.OtherJvm;
import java.io.IOException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole table at every width, each in a JVM of its own: the width is chosen once. */
class VectorWidthsTest {
  @BeforeAll
  static void needsTheModule() {
    VectorModule.assumePresent();
  }

  /** What the other JVM runs; prints the backend and the number of cases that agreed. */
  static final class Main {
    private Main() {}

    public static void main(String[] arguments) {
      int agreed = 0;
      try (Backend scalar = Backends.open("scalar", BackendOptions.DEFAULT.withThreads(1));
          Backend vector = VectorModule.open()) {
        for (OpCase op : OpCases.all()) {
          op.check(scalar, vector);
          agreed++;
        }
        System.out.println(vector.description() + ": " + agreed + " cases agree");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {128, 256, 512})
  void theWholeTableHoldsAt(int bits) throws IOException, InterruptedException {
    String expected =
        "vector (" + bits + " bits, 2 threads): " + OpCases.all().size() + " cases agree";
    String output = OtherJvm.run(Main.class, "-Dstego.vector.bits=" + bits);
    assertTrue(output.contains(expected), "expected: " + expected + "\ngot: " + output);
  }

  @Test
  void anyOtherWidthEndsInOneLine() {
    System.setProperty("stego.vector.bits", "64");
    try {
      InputException error = assertThrows(InputException.class, VectorModule::open);
      assertEquals("stego.vector.bits: expected 128, 256 or 512, got \"64\"", error.getMessage());
    } finally {
      System.clearProperty("stego.vector.bits");
    }
  }
}

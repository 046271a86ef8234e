package ai.stego.tensor.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class Float16Test {
  /** The definition, in double: (-1)^s · 2^(e-15) · (1 + m/1024), and 2^-14 · m/1024 for e = 0. */
  private static double byDefinition(int bits) {
    int exponent = (bits >> 10) & 31;
    int fraction = bits & 1023;
    double magnitude =
        exponent == 0
            ? fraction * 0x1p-24
            : exponent == 31
                ? (fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN)
                : Math.scalb(1 + fraction / 1024.0, exponent - 15);
    return bits >= 0x8000 ? -magnitude : magnitude;
  }

  @Test
  void everyHalfWidensToItsDefinition() {
    for (int bits = 0; bits < 0x10000; bits++) {
      assertEquals(byDefinition(bits), Float16.toFloat((short) bits), Integer.toHexString(bits));
    }
  }

  @Test
  void everyHalfSurvivesTheRoundTrip() {
    for (int bits = 0; bits < 0x10000; bits++) {
      float value = Float16.toFloat((short) bits);
      if (Float.isNaN(value)) {
        assertTrue(Float.isNaN(Float16.toFloat(Float16.fromFloat(value))));
      } else {
        assertEquals((short) bits, Float16.fromFloat(value), Integer.toHexString(bits));
      }
    }
  }

  @Test
  void midpointsGoToTheEvenNeighbourAndTheRestToTheNearest() {
    for (int bits = 0; bits < 0x7C00; bits++) {
      double next = bits == 0x7BFF ? 65536 : byDefinition(bits + 1);
      float middle = (float) ((byDefinition(bits) + next) / 2);
      int even = (bits & 1) == 0 ? bits : bits + 1;
      assertEquals((short) even, Float16.fromFloat(middle), "midpoint after " + bits);
      assertEquals((short) bits, Float16.fromFloat(Math.nextDown(middle)), "below, " + bits);
      assertEquals((short) (bits + 1), Float16.fromFloat(Math.nextUp(middle)), "above, " + bits);
      assertEquals((short) (0x8000 | even), Float16.fromFloat(-middle), "negative, " + bits);
    }
  }

  @Test
  void whatIsTooLargeBecomesInfinity() {
    assertEquals((short) 0x7C00, Float16.fromFloat(65520f));
    assertEquals((short) 0xFC00, Float16.fromFloat(-Float.MAX_VALUE));
    assertEquals((short) 0x7BFF, Float16.fromFloat(Math.nextDown(65520f)));
  }

  @Test
  void whatIsTooSmallBecomesZeroOfItsSign() {
    assertEquals((short) 0x8000, Float16.fromFloat(-Float.MIN_VALUE));
    assertEquals((short) 0, Float16.fromFloat(0x1p-25f));
  }
}

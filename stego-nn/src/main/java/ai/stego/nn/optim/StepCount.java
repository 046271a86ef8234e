package ai.stego.nn.optim;

import ai.stego.tensor.InputException;
import ai.stego.tensor.Shape;
import ai.stego.tensor.io.HostTensor;

/**
 * A number of steps as float32 values. One value is exact up to 2²⁴ only, so there are two: whole
 * multiples of 2²⁴, and the rest.
 */
final class StepCount {
  static final String NAME = "step";
  static final Shape SHAPE = Shape.of(2);
  private static final int UNIT = 1 << 24;

  private StepCount() {}

  static HostTensor encode(long steps) {
    long units = steps / UNIT;
    long rest = steps % UNIT;
    return new HostTensor(SHAPE, new float[] {units, rest});
  }

  /** Refuses what no number of steps is saved as. */
  static long decode(String source, float[] values) {
    for (float value : values) {
      if (!(value >= 0 && value <= UNIT && value == Math.rint(value))) {
        throw new InputException(source + ": " + NAME + " holds " + value + ", not a step count");
      }
    }
    long units = (long) values[0];
    long rest = (long) values[1];
    return units * UNIT + rest;
  }
}

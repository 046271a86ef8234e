package ai.stego.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.stego.tensor.InputException;
import ai.stego.train.config.Setting;
import ai.stego.train.config.TrainConfig;
import org.junit.jupiter.api.Test;

class AutoShiftTest {
  /** 1, 0.99, 0.98 .. 0, the largest first. */
  private static float[] hundredths() {
    float[] values = new float[101];
    for (int i = 0; i < values.length; i++) {
      values[i] = (100 - i) / 100f;
    }
    return values;
  }

  @Test
  void theShiftLeavesAShareOfTheSamplesAboveIt() {
    assertEquals(0.75, AutoShift.shift(hundredths(), 0.25));
    assertEquals(0.5, AutoShift.shift(hundredths(), 0.5));
  }

  @Test
  void theSamplesStayInTheirOrder() {
    float[] samples = hundredths();
    AutoShift.shift(samples, 0.1);
    assertEquals(1, samples[0]);
  }

  @Test
  void ofOneSampleItIsThatOneToThreeDigits() {
    assertEquals(0.123, AutoShift.shift(new float[] {0.12345f}, 0.1));
    assertEquals(-0.124, AutoShift.shift(new float[] {-0.1236f}, 0.1));
  }

  @Test
  void eachTermHasItsOwnShare() {
    TrainConfig chosen =
        AutoShift.apply(
            TrainConfig.DEFAULT, new Correspondences(hundredths(), hundredths(), hundredths()));
    assertEquals(0.6, chosen.number(Setting.SELF_SHIFT), 1e-9);
    assertEquals(0.75, chosen.number(Setting.NEIGHBOR_SHIFT), 1e-9);
    assertEquals(0.9, chosen.number(Setting.NEGATIVE_SHIFT), 1e-9);
    assertEquals(TrainConfig.DEFAULT.get(Setting.SELF_WEIGHT), chosen.get(Setting.SELF_WEIGHT));
  }

  @Test
  void samplesThatAreNoNumbersGiveNoShift() {
    float[] none = {Float.NaN};
    Correspondences samples = new Correspondences(none, none, none);
    assertThrows(InputException.class, () -> AutoShift.apply(TrainConfig.DEFAULT, samples));
  }
}

package ai.stego.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.stego.tensor.Backend;
import ai.stego.tensor.InputException;
import ai.stego.tensor.Rng;
import ai.stego.tensor.ShapeException;
import ai.stego.tensor.testing.TestBackends;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Activations and dropout, values and gradients. */
class ActivationFunctionsTest {
  private static final String BACKENDS = "ai.stego.tensor.testing.TestBackends#names";

  @ParameterizedTest
  @MethodSource(BACKENDS)
  void reluPassesTheGradientWhereItIsOpen(String name) {
    for (int size : new int[] {1, 7, 27, 197}) {
      try (Backend backend = TestBackends.open(name)) {
        GradientCheck.check(
            backend,
            in -> ActivationFunctions.relu(in[0]),
            in -> Arrays.stream(in[0]).map(x -> Math.max(0, x)).toArray(),
            new int[] {size});
      }
    }
  }

  @ParameterizedTest
  @MethodSource(BACKENDS)
  void geluIsTheExactOne(String name) {
    for (int size : new int[] {1, 27}) {
      try (Backend backend = TestBackends.open(name)) {
        GradientCheck.check(
            backend,
            in -> ActivationFunctions.gelu(in[0]),
            in -> Arrays.stream(in[0]).map(x -> x * Formulas.normalDistribution(x)).toArray(),
            new int[] {size});
      }
    }
  }

  @ParameterizedTest
  @MethodSource(BACKENDS)
  void channelDropoutSendsTheGradientThroughItsMask(String name) {
    int rows = 5;
    int channels = 9;
    // The mask as the class draws it: B·C numbers, a channel is kept if its number is not below p.
    Rng rng = Rng.of(3);
    double[] mask =
        IntStream.range(0, 2 * channels)
            .mapToDouble(i -> rng.nextDouble() < 0.4 ? 0 : 1 / 0.6)
            .toArray();
    try (Backend backend = TestBackends.open(name)) {
      GradientCheck.check(
          backend,
          in -> ActivationFunctions.channelDropout(in[0], 0.4, Rng.of(3)),
          in -> {
            double[] y = in[0].clone();
            for (int i = 0; i < y.length; i++) {
              y[i] *= mask[i / (rows * channels) * channels + i % channels];
            }
            return y;
          },
          new int[] {2, rows, channels});
    }
  }

  @ParameterizedTest
  @MethodSource(BACKENDS)
  void channelDropoutDropsWholeChannelsOfWholeImages(String name) {
    float[] kept = dropout(name, Rng.of(1), 0.5, 4, 6, 70);
    for (int b = 0; b < 4; b++) {
      for (int c = 0; c < 70; c++) {
        float first = kept[b * 6 * 70 + c];
        assertEquals(first == 0 ? 0 : 2, first);
        for (int row = 1; row < 6; row++) {
          assertEquals(first, kept[(b * 6 + row) * 70 + c]);
        }
      }
    }
  }

  @Test
  void channelDropoutDropsAboutTheShareAskedFor() {
    int channels = 20_000;
    float[] kept = dropout("scalar", Rng.of(5), 0.1, 1, 1, channels);
    double dropped = IntStream.range(0, channels).filter(i -> kept[i] == 0).count();
    // The deviation of the share is 0.002.
    assertEquals(0.1, dropped / channels, 0.01);
  }

  @Test
  void everyUseOfDropoutDrawsAMaskOfItsOwn() {
    Rng rng = Rng.of(1);
    assertFalse(
        Arrays.equals(
            dropout("scalar", rng, 0.5, 2, 1, 70), dropout("scalar", rng, 0.5, 2, 1, 70)));
  }

  @Test
  void theSameSeedDrawsTheSameMask() {
    assertArrayEquals(
        dropout("scalar", Rng.of(9), 0.5, 2, 3, 70), dropout("scalar", Rng.of(9), 0.5, 2, 3, 70));
  }

  @Test
  void aProbabilityOfZeroDropsNothing() {
    for (float value : dropout("scalar", Rng.of(1), 0, 2, 3, 7)) {
      assertEquals(1, value);
    }
  }

  @Test
  void probabilitiesOutsideTheRangeAreRefused() {
    for (double probability : new double[] {-0.1, 1, 1.5, Double.NaN}) {
      String message =
          assertThrows(
                  InputException.class, () -> dropout("scalar", Rng.of(1), probability, 1, 1, 1))
              .getMessage();
      assertEquals(
          "channel dropout: expected a probability in [0, 1), got " + probability, message);
    }
  }

  @Test
  void dropoutNeedsImagesAndChannels() {
    try (Backend backend = TestBackends.open("scalar");
        Tape tape = new Tape(backend)) {
      Var row = tape.constant(tape.tensor(3));
      assertThrows(
          ShapeException.class, () -> ActivationFunctions.channelDropout(row, 0.1, Rng.of(1)));
    }
  }

  /** Dropout of ones. */
  private static float[] dropout(String name, Rng rng, double probability, int... axes) {
    try (Backend backend = TestBackends.open(name);
        Tape tape = new Tape(backend)) {
      Var ones = tape.constant(tape.tensor(axes));
      backend.matrix().fill(1, ones.value());
      return ActivationFunctions.channelDropout(ones, probability, rng).value().toArray();
    }
  }
}

package ai.stego.segment.crf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.stego.tensor.InputException;
import ai.stego.tensor.Parallel;
import ai.stego.tensor.Rng;
import ai.stego.tensor.ShapeException;
import ai.stego.tensor.cpu.ThreadPool;
import ai.stego.tensor.testing.Close;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PermutohedralLatticeTest {
  private final Parallel alone = CrfExamples.alone();

  private static float[] features(int points, int dimensions, double spread) {
    Rng rng = Rng.of(5).split("features");
    float[] features = new float[points * dimensions];
    for (int i = 0; i < features.length; i++) {
      features[i] = (float) (spread * rng.nextGaussian());
    }
    return features;
  }

  private static float[] values(int count) {
    Rng rng = Rng.of(6).split("values");
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = rng.nextFloat();
    }
    return values;
  }

  private float[] filter(PermutohedralLattice lattice, float[] in, int channels) {
    float[] out = new float[in.length];
    lattice.filter(in, channels, out, alone);
    return out;
  }

  @ParameterizedTest
  @CsvSource({"1, 0.002", "2, 0.003", "3, 0.005", "5, 0.02", "7, 0.1"})
  void aWeightedMeanIsCloseToTheExactGaussians(int dimensions, double tolerance) {
    int points = 785;
    float[] features = features(points, dimensions, 1);
    double[][] exact = BruteForceCrf.gaussian(features, dimensions);
    float[] in = values(points);
    PermutohedralLattice lattice = PermutohedralLattice.of(features, dimensions, alone);
    float[] ones = new float[points];
    Arrays.fill(ones, 1);
    float[] numerator = filter(lattice, in, 1);
    float[] denominator = filter(lattice, ones, 1);
    double squared = 0;
    for (int i = 0; i < points; i++) {
      double sum = 0;
      double weight = 0;
      for (int j = 0; j < points; j++) {
        sum += exact[i][j] * in[j];
        weight += exact[i][j];
      }
      double error = numerator[i] / denominator[i] - sum / weight;
      squared += error * error;
    }
    // Twice what was measured. Unfiltered values would miss by their deviation of 0.29. The more
    // dimensions, the emptier the lattice, and the blur stops where a vertex is missing.
    double error = Math.sqrt(squared / points);
    assertTrue(error < tolerance, "root mean square error " + error);
  }

  @Test
  void aConstantStaysConstantAfterNormalising() {
    for (int[] size : CrfExamples.SIZES) {
      float[] features = CrfFeatures.position(size[0], size[1], 3);
      PermutohedralLattice lattice = PermutohedralLattice.of(features, 2, alone);
      int points = size[0] * size[1];
      float[] ones = new float[points];
      Arrays.fill(ones, 1);
      float[] rowSums = filter(lattice, ones, 1);
      float[] roots = new float[points];
      for (int i = 0; i < points; i++) {
        roots[i] = (float) Math.sqrt(rowSums[i]);
      }
      // D^(-1/2) K D^(-1/2) has the eigenvector sqrt(D) of eigenvalue 1.
      Close.assertClose("constant", roots, filter(lattice.normalized(alone), roots, 1), 1e-6, 1e-5);
    }
  }

  @Test
  void channelsDoNotMix() {
    float[] features = features(121, 5, 2);
    PermutohedralLattice lattice = PermutohedralLattice.of(features, 5, alone);
    float[] in = values(121 * 27);
    float[] out = filter(lattice, in, 27);
    for (int channel = 0; channel < 27; channel++) {
      float[] one = new float[121];
      float[] expected = new float[121];
      for (int point = 0; point < 121; point++) {
        one[point] = in[point * 27 + channel];
        expected[point] = out[point * 27 + channel];
      }
      Close.assertClose("channel " + channel, expected, filter(lattice, one, 1), 1e-7, 1e-5);
    }
  }

  @Test
  void theOrderOfThePointsDoesNotMatter() {
    int points = 197;
    float[] features = features(points, 3, 1);
    float[] in = values(points);
    int[] order = Rng.of(7).permutation(points);
    float[] moved = new float[features.length];
    float[] movedIn = new float[points];
    for (int i = 0; i < points; i++) {
      System.arraycopy(features, order[i] * 3, moved, i * 3, 3);
      movedIn[i] = in[order[i]];
    }
    float[] out = filter(PermutohedralLattice.of(features, 3, alone), in, 1);
    float[] expected = new float[points];
    for (int i = 0; i < points; i++) {
      expected[i] = out[order[i]];
    }
    float[] actual = filter(PermutohedralLattice.of(moved, 3, alone), movedIn, 1);
    Close.assertClose("moved", expected, actual, 1e-6, 1e-5);
  }

  @Test
  void resultsMayOverwriteTheInput() {
    PermutohedralLattice lattice = PermutohedralLattice.of(features(70, 2, 3), 2, alone);
    float[] in = values(70 * 4);
    float[] expected = filter(lattice, in, 4);
    lattice.filter(in, 4, in, alone);
    assertTrue(Arrays.equals(expected, in));
  }

  @Test
  void givesTheSameBitsForAnyNumberOfThreads() {
    int points = 20_000;
    float[] features = features(points, 5, 6);
    float[] in = values(points * 3);
    float[] expected = filter(PermutohedralLattice.of(features, 5, alone), in, 3);
    for (int threads = 2; threads <= 3; threads++) {
      try (ThreadPool pool = new ThreadPool(threads)) {
        float[] actual = new float[in.length];
        PermutohedralLattice.of(features, 5, pool).filter(in, 3, actual, pool);
        assertTrue(Arrays.equals(expected, actual), "bits differ for " + threads + " threads");
      }
    }
  }

  @Test
  void unusableFeaturesNameTheirPoint() {
    for (float bad : new float[] {Float.NaN, Float.NEGATIVE_INFINITY, 1e30f}) {
      float[] features = new float[20];
      features[13] = bad;
      InputException e =
          assertThrows(InputException.class, () -> PermutohedralLattice.of(features, 5, alone));
      assertEquals(
          "permutohedral lattice: feature 3 of point 2 is not finite or too large: " + bad,
          e.getMessage());
    }
  }

  @Test
  void wrongLengthsAreShapeErrors() {
    assertThrows(ShapeException.class, () -> PermutohedralLattice.of(new float[3], 2, alone));
    assertThrows(ShapeException.class, () -> PermutohedralLattice.of(new float[0], 2, alone));
    assertThrows(ShapeException.class, () -> PermutohedralLattice.of(new float[4], 0, alone));
    PermutohedralLattice lattice = PermutohedralLattice.of(new float[4], 2, alone);
    assertThrows(ShapeException.class, () -> lattice.filter(new float[5], 3, new float[6], alone));
    assertThrows(ShapeException.class, () -> lattice.filter(new float[6], 3, new float[5], alone));
    assertThrows(ShapeException.class, () -> lattice.filter(new float[0], 0, new float[0], alone));
  }

  @Test
  void moreChannelsThanAnArrayHoldsIsOneClearLine() {
    PermutohedralLattice lattice = PermutohedralLattice.of(features(197, 5, 30), 5, alone);
    InputException e =
        assertThrows(InputException.class, () -> lattice.bufferLength(Integer.MAX_VALUE / 4));
    assertTrue(e.getMessage().contains("do not fit into an array"), e.getMessage());
  }
}

package ai.stego.segment.crf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.stego.tensor.Rng;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SimplexLocatorTest {
  private static final int POINTS = 197;

  /** What to add to the coordinate of rank r in vertex 0 to get it in the vertex of a remainder. */
  private static int step(int remainder, int rank, int dimensions) {
    return rank <= dimensions - remainder ? remainder : remainder - (dimensions + 1);
  }

  private static float[] features(int dimensions) {
    Rng rng = Rng.of(3).split("simplex");
    float[] features = new float[POINTS * dimensions];
    for (int i = 0; i < features.length; i++) {
      // Every third is a whole number, where points fall on faces and vertices.
      double value = 20 * rng.nextGaussian();
      features[i] = (float) (i % 3 == 0 ? Math.rint(value) : value);
    }
    return features;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 9})
  void weightsAreAPartitionOfOne(int dimensions) {
    SimplexLocator locator = new SimplexLocator(dimensions);
    float[] features = features(dimensions);
    for (int point = 0; point < POINTS; point++) {
      locator.locate(features, point);
      double sum = 0;
      for (int remainder = 0; remainder <= dimensions; remainder++) {
        assertTrue(locator.weight(remainder) >= -1e-12, "weight " + locator.weight(remainder));
        sum += locator.weight(remainder);
      }
      assertEquals(1, sum, 1e-12);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 9})
  void theWeightedVerticesLieAsFarApartAsThePoints(int dimensions) {
    SimplexLocator locator = new SimplexLocator(dimensions);
    float[] features = features(dimensions);
    double[] before = null;
    for (int point = 0; point < POINTS; point++) {
      locator.locate(features, point);
      double[] place = place(locator, dimensions);
      if (before != null) {
        double unit = (dimensions + 1) * Math.sqrt(2.0 / 3.0);
        double expected = unit * distance(features, point, dimensions);
        assertEquals(expected, distance(before, place), 1e-9 * (1 + expected));
      }
      before = place;
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 9})
  void theKeysAreThoseOfTheVertices(int dimensions) {
    SimplexLocator locator = new SimplexLocator(dimensions);
    float[] features = features(dimensions);
    float[] least = new float[dimensions];
    float[] most = new float[dimensions];
    for (int i = 0; i < features.length; i++) {
      least[i % dimensions] = Math.min(least[i % dimensions], features[i]);
      most[i % dimensions] = Math.max(most[i % dimensions], features[i]);
    }
    KeyFormat format =
        new KeyFormat(locator.bound(least, most, false), locator.bound(least, most, true));
    for (int point = 0; point < POINTS; point++) {
      locator.locate(features, point);
      long[] expected = new long[(dimensions + 1) * format.words()];
      for (int remainder = 0; remainder <= dimensions; remainder++) {
        for (int axis = 0; axis < dimensions; axis++) {
          int step = step(remainder, locator.rank(axis), dimensions);
          int at = remainder * format.words();
          format.put(axis, locator.nearest(axis) + step, expected, at);
        }
      }
      long[] keys = new long[expected.length];
      locator.keys(format, keys, 0);
      assertArrayEquals(expected, keys, "point " + point);
    }
  }

  /** Σ weight · vertex, in all d+1 coordinates. */
  private static double[] place(SimplexLocator locator, int dimensions) {
    double[] place = new double[dimensions + 1];
    for (int remainder = 0; remainder <= dimensions; remainder++) {
      int sum = 0;
      for (int axis = 0; axis < dimensions; axis++) {
        int coordinate = locator.nearest(axis) + step(remainder, locator.rank(axis), dimensions);
        assertEquals(remainder, Math.floorMod(coordinate, dimensions + 1), "not a lattice vertex");
        place[axis] += locator.weight(remainder) * coordinate;
        sum += coordinate;
      }
      place[dimensions] -= locator.weight(remainder) * sum;
    }
    return place;
  }

  private static double distance(float[] features, int point, int dimensions) {
    double squared = 0;
    for (int i = point * dimensions; i < (point + 1) * dimensions; i++) {
      double difference = (double) features[i] - features[i - dimensions];
      squared += difference * difference;
    }
    return Math.sqrt(squared);
  }

  private static double distance(double[] a, double[] b) {
    double squared = 0;
    for (int i = 0; i < a.length; i++) {
      squared += (a[i] - b[i]) * (a[i] - b[i]);
    }
    return Math.sqrt(squared);
  }
}

package ai.stego.train.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.stego.tensor.InputException;
import ai.stego.tensor.ShapeException;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FeaturePcaTest {
  private static final int WIDTH = 7;

  /** Rows that vary by 3, 2 and 1 along axes 4, 0 and 2, around a mean of 10. */
  private static float[] features(int rows, boolean turned) {
    Random random = new Random(5);
    float[] features = new float[rows * WIDTH];
    for (int i = 0; i < rows; i++) {
      for (int k = 0; k < WIDTH; k++) {
        double spread = k == 4 ? 3 : k == 0 ? 2 : k == 2 ? 1 : 0.01;
        double value = 10 + spread * random.nextGaussian();
        features[i * WIDTH + k] = (float) (turned ? 20 - value : value);
      }
    }
    return features;
  }

  private static double variance(float[] features, int axis) {
    int rows = features.length / WIDTH;
    double mean = 0;
    double squares = 0;
    for (int i = 0; i < rows; i++) {
      double value = features[i * WIDTH + axis];
      mean += value / rows;
      squares += value * value / rows;
    }
    return squares - mean * mean;
  }

  @Test
  void findsTheAxesOfLargestVariance() {
    float[] features = features(2000, false);
    FeaturePca pca = FeaturePca.fit(features, WIDTH, 3);
    double[] variances = pca.variances();
    assertEquals(variance(features, 4), variances[0], 0.02);
    assertEquals(variance(features, 0), variances[1], 0.02);
    assertEquals(variance(features, 2), variances[2], 0.02);
    float[] point = {10, 10, 10, 10, 11, 10, 10};
    assertEquals(1, pca.project(point)[0], 0.15, "component 0 is axis 4, with a plus");
  }

  @Test
  void coordinatesOfTheFittedFeaturesHaveTheVariancesAndNoCorrelation() {
    float[] features = features(500, false);
    FeaturePca pca = FeaturePca.fit(features, WIDTH, WIDTH);
    float[] coordinates = pca.project(features);
    for (int a = 0; a < WIDTH; a++) {
      for (int b = 0; b <= a; b++) {
        double sum = 0;
        for (int i = 0; i < 500; i++) {
          sum += (double) coordinates[i * WIDTH + a] * coordinates[i * WIDTH + b];
        }
        assertEquals(a == b ? pca.variances()[a] : 0, sum / 500, 1e-4);
      }
    }
  }

  @Test
  void signsDoNotDependOnTheData() {
    float[] probe = {1, 2, 3, 4, 5, 6, 7};
    float[] mirrored = new float[WIDTH];
    for (int k = 0; k < WIDTH; k++) {
      mirrored[k] = 20 - probe[k];
    }
    float[] straight = FeaturePca.fit(features(300, false), WIDTH, 3).project(probe);
    float[] turned = FeaturePca.fit(features(300, true), WIDTH, 3).project(mirrored);
    for (int c = 0; c < 3; c++) {
      assertEquals(-straight[c], turned[c], 1e-3);
    }
  }

  @Test
  void givesTheSameBitsEachTime() {
    float[] features = features(100, false);
    assertArrayEquals(
        FeaturePca.fit(features, WIDTH, 3).project(features),
        FeaturePca.fit(features, WIDTH, 3).project(features));
  }

  @Test
  void livesWithFewerRowsThanComponents() {
    FeaturePca pca = FeaturePca.fit(features(1, false), WIDTH, 3);
    assertArrayEquals(new float[3], pca.project(features(1, false)), 1e-6f);
  }

  @Test
  void refusesWhatIsNotFinite() {
    float[] features = features(10, false);
    features[12] = Float.NaN;
    InputException e = assertThrows(InputException.class, () -> FeaturePca.fit(features, WIDTH, 3));
    assertTrue(e.getMessage().contains("feature 5"), e.getMessage());
  }

  @Test
  void refusesTornRows() {
    assertThrows(ShapeException.class, () -> FeaturePca.fit(new float[10], WIDTH, 3));
    assertThrows(ShapeException.class, () -> FeaturePca.fit(new float[14], WIDTH, 8));
  }
}

package ai.stego.train.eval;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.stego.tensor.ShapeException;
import ai.stego.tensor.io.TensorFile;
import ai.stego.tensor.testing.Golden;
import ai.stego.train.data.LabelMap;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MetricsTest {
  private static final int CLASSES = 6;

  /** The golden labels go from -1 to K; the reference passes by both ends. */
  private static ConfusionMatrix golden(TensorFile file, int extra) {
    int[] predicted = Arrays.stream(file.integers("pred")).mapToInt(Math::toIntExact).toArray();
    int[] actual =
        Arrays.stream(file.integers("target"))
            .mapToInt(label -> label < CLASSES ? (int) label : LabelMap.IGNORED)
            .toArray();
    ConfusionMatrix matrix = new ConfusionMatrix(CLASSES + extra, CLASSES);
    matrix.add(predicted, actual);
    return matrix;
  }

  private static double percent(TensorFile file, String name) {
    return file.doubles(name)[0];
  }

  @ParameterizedTest
  @CsvSource({
    "metrics.extra0, 0, ERRORS",
    "metrics.extra0, 0, DROPPED_AS_REFERENCE",
    "metrics.extra3, 3, DROPPED_AS_REFERENCE"
  })
  void theReferencesFiguresAreReproduced(String name, int extra, ExtraClusters rule)
      throws IOException {
    try (TensorFile file = Golden.open(name + ".safetensors")) {
      ConfusionMatrix matrix = golden(file, extra);
      Metrics metrics = Metrics.ofClusters(matrix, rule);
      assertEquals(percent(file, "mIoU"), 100 * metrics.meanIou(), 1e-5);
      assertEquals(percent(file, "accuracy"), 100 * metrics.accuracy(), 1e-5);
      long[] columns = file.integers("col");
      for (int cluster = 0; cluster < CLASSES; cluster++) {
        assertEquals(columns[cluster], metrics.classOfCluster()[cluster]);
      }
      for (int cluster = CLASSES; cluster < CLASSES + extra; cluster++) {
        assertEquals(HungarianMatching.UNMATCHED, metrics.classOfCluster()[cluster]);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"metrics.extra0, 0", "metrics.extra3, 3"})
  void theReferencesCountsAreReproduced(String name, int extra) throws IOException {
    try (TensorFile file = Golden.open(name + ".safetensors")) {
      ConfusionMatrix matrix = golden(file, extra);
      long[] stats = file.integers("stats");
      for (int i = 0; i < CLASSES * CLASSES; i++) {
        assertEquals(stats[i], matrix.count(i / CLASSES, i % CLASSES));
      }
    }
  }

  @Test
  void extraClustersMayBeMatchedAndTheRestAreErrors() throws IOException {
    try (TensorFile file = Golden.open("metrics.extra3.safetensors")) {
      ConfusionMatrix matrix = golden(file, 3);
      Metrics metrics = Metrics.ofClusters(matrix, ExtraClusters.ERRORS);
      Metrics dropped = Metrics.ofClusters(matrix, ExtraClusters.DROPPED_AS_REFERENCE);
      // Clusters 6 and 8 hold the classes that the clusters 4 and 5 only have crumbs of.
      assertEquals(HungarianMatching.UNMATCHED, metrics.classOfCluster()[4]);
      assertEquals(HungarianMatching.UNMATCHED, metrics.classOfCluster()[5]);
      assertTrue(metrics.classOfCluster()[6] >= 0 && metrics.classOfCluster()[8] >= 0);
      assertEquals(matrix.total(), Arrays.stream(metrics.pixels()).sum());
      assertTrue(Arrays.stream(dropped.pixels()).sum() < matrix.total());
      long right = 0;
      for (int cluster = 0; cluster < 9; cluster++) {
        int k = metrics.classOfCluster()[cluster];
        right += k < 0 ? 0 : matrix.count(cluster, k);
      }
      assertEquals((double) right / matrix.total(), metrics.accuracy());
    }
  }

  @Test
  void figuresOfPredictedClassesFollowTheFormula() {
    ConfusionMatrix matrix = new ConfusionMatrix(3, 3);
    matrix.add(new int[] {0, 0, 0, 1, 1, 0}, new int[] {0, 0, 1, 1, 1, LabelMap.IGNORED});
    Metrics metrics = Metrics.ofClasses(matrix);
    assertEquals(4.0 / 5, metrics.accuracy());
    assertArrayEquals(new double[] {2.0 / 3, 2.0 / 3, Double.NaN}, metrics.iou());
    assertEquals(2.0 / 3, metrics.meanIou(), 1e-15);
    assertArrayEquals(new long[] {2, 3, 0}, metrics.pixels());
    assertArrayEquals(new int[] {0, 1, 2}, metrics.classOfCluster());
  }

  @Test
  void aClassThatIsPredictedButNeverLabelledCountsAsZero() {
    ConfusionMatrix matrix = new ConfusionMatrix(2, 2);
    matrix.add(new int[] {0, 1}, new int[] {0, 0});
    Metrics metrics = Metrics.ofClasses(matrix);
    assertArrayEquals(new double[] {0.5, 0}, metrics.iou());
    assertEquals(0.25, metrics.meanIou());
  }

  @Test
  void aClassWithoutClusterHasNoHits() {
    ConfusionMatrix matrix = new ConfusionMatrix(1, 2);
    matrix.add(new int[] {0, 0, 0}, new int[] {1, 1, 0});
    Metrics metrics = Metrics.ofClusters(matrix, ExtraClusters.ERRORS);
    assertArrayEquals(new double[] {0, 2.0 / 3}, metrics.iou());
    assertEquals(2.0 / 3, metrics.accuracy());
  }

  @Test
  void aMissedPixelInAnUnmatchedClusterLowersTheIou() {
    ConfusionMatrix matrix = new ConfusionMatrix(3, 2);
    matrix.add(new int[] {0, 0, 2, 1}, new int[] {0, 0, 0, 1});
    Metrics errors = Metrics.ofClusters(matrix, ExtraClusters.ERRORS);
    Metrics dropped = Metrics.ofClusters(matrix, ExtraClusters.DROPPED_AS_REFERENCE);
    assertArrayEquals(new double[] {2.0 / 3, 1}, errors.iou());
    assertArrayEquals(new double[] {1, 1}, dropped.iou());
    assertEquals(0.75, errors.accuracy());
    assertEquals(1, dropped.accuracy());
  }

  @Test
  void withoutAnyLabelNothingIsDefined() {
    Metrics metrics = Metrics.ofClasses(new ConfusionMatrix(2, 2));
    assertTrue(Double.isNaN(metrics.accuracy()));
    assertTrue(Double.isNaN(metrics.meanIou()));
    assertTrue(Double.isNaN(metrics.iou()[0]));
  }

  @Test
  void clustersAreNoClasses() {
    assertThrows(ShapeException.class, () -> Metrics.ofClasses(new ConfusionMatrix(3, 2)));
  }
}

package ai.stego.cuda.endtoend;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.stego.segment.crf.PermutohedralLattice;
import ai.stego.tensor.Backend;
import ai.stego.tensor.GaussianKernel;
import ai.stego.tensor.InputException;
import ai.stego.tensor.MeanFieldOps;
import ai.stego.tensor.Parallel;
import ai.stego.tensor.Rng;
import ai.stego.tensor.ShapeException;
import ai.stego.tensor.cpu.ThreadPool;
import ai.stego.tensor.testing.Close;
import ai.stego.tensor.testing.TestBackends;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The device's mean field against the formula on the library's lattice. */
class MeanFieldTest {
  private static final Parallel ALONE = new ThreadPool(1);

  private static Backend backend;
  private static MeanFieldOps ops;

  @BeforeAll
  static void open() {
    backend = TestBackends.open(TestBackends.names().get(0));
    ops = backend.crf().orElseThrow();
  }

  @AfterAll
  static void close() {
    backend.close();
  }

  private static float[] normal(String name, int count, double deviation) {
    Rng rng = Rng.of(21).split(name);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) (deviation * rng.nextGaussian());
    }
    return values;
  }

  private static GaussianKernel kernel(int points, int dimensions, double spread, float weight) {
    return new GaussianKernel(
        normal("features" + dimensions, points * dimensions, spread), dimensions, weight);
  }

  /** Softmax of evidence and messages, in double. */
  private static float[] reference(
      List<GaussianKernel> kernels, float[] evidence, int classes, int iterations) {
    List<PermutohedralLattice> lattices = new ArrayList<>();
    for (GaussianKernel k : kernels) {
      lattices.add(PermutohedralLattice.of(k.features(), k.dimensions(), ALONE).normalized(ALONE));
    }
    float[] q = softmax(evidence, classes);
    float[] message = new float[q.length];
    for (int i = 0; i < iterations; i++) {
      float[] logits = evidence.clone();
      for (int k = 0; k < lattices.size(); k++) {
        lattices.get(k).filter(q, classes, message, ALONE);
        for (int at = 0; at < logits.length; at++) {
          logits[at] += kernels.get(k).weight() * message[at];
        }
      }
      q = softmax(logits, classes);
    }
    return q;
  }

  private static float[] softmax(float[] logits, int classes) {
    float[] out = new float[logits.length];
    for (int row = 0; row < logits.length; row += classes) {
      double sum = 0;
      for (int c = 0; c < classes; c++) {
        sum += Math.exp(logits[row + c]);
      }
      for (int c = 0; c < classes; c++) {
        out[row + c] = (float) (Math.exp(logits[row + c]) / sum);
      }
    }
    return out;
  }

  private static void check(List<GaussianKernel> kernels, int points, int classes, int iterations) {
    float[] evidence = normal("evidence", points * classes, 2);
    float[] expected = reference(kernels, evidence, classes, iterations);
    float[] q = new float[evidence.length];
    ops.meanField(kernels, evidence, classes, iterations, q);
    Close.assertClose(points + " points, " + classes + " classes", expected, q, 2e-5, 0);
    float[] again = evidence.clone();
    ops.meanField(kernels, again, classes, iterations, again);
    assertArrayEquals(q, again, "the same bits, over the evidence");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void featuresOfEveryDimension(int dimensions) {
    check(List.of(kernel(197, dimensions, 3, 2)), 197, 7, 2);
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "7, 2", "27, 4", "70, 5", "70, 27", "9, 128", "9, 129", "5, 1050"})
  void raggedNumbersOfPointsAndClasses(int points, int classes) {
    check(List.of(kernel(points, 2, 2, 3), kernel(points, 5, 1, -1)), points, classes, 3);
  }

  @Test
  void pointsInOnePlaceShareTheirVertices() {
    check(List.of(kernel(785, 3, 1e-3, 1)), 785, 3, 2);
  }

  @Test
  void keysOfTwoAndThreeWords() {
    check(List.of(kernel(70, 4, 20_000, 1)), 70, 3, 2);
    check(List.of(kernel(70, 8, 300_000, 1), kernel(70, 1, 3, 1)), 70, 3, 2);
  }

  @Test
  void unusableFeaturesNameTheirPoint() {
    for (float bad : new float[] {Float.NaN, Float.NEGATIVE_INFINITY, 1e30f}) {
      float[] features = new float[300 * 5];
      features[13] = bad;
      features[14] = Float.NaN;
      features[1200] = Float.NaN;
      InputException e = assertThrows(InputException.class, () -> run(features, 5));
      assertEquals(
          "permutohedral lattice: feature 4 of point 2 is not finite or too large: NaN",
          e.getMessage());
      features[14] = 0;
      e = assertThrows(InputException.class, () -> run(features, 5));
      assertEquals(
          "permutohedral lattice: feature 3 of point 2 is not finite or too large: " + bad,
          e.getMessage());
    }
  }

  private static void run(float[] features, int dimensions) {
    float[] evidence = new float[features.length / dimensions];
    List<GaussianKernel> kernels = List.of(new GaussianKernel(features, dimensions, 1));
    ops.meanField(kernels, evidence, 1, 1, evidence);
  }

  @Test
  void tooManyDimensionsAreOneClearLine() {
    InputException e = assertThrows(InputException.class, () -> run(new float[18], 9));
    assertTrue(e.getMessage().contains("at most 8 dimensions"), e.getMessage());
    assertEquals(1, e.getMessage().lines().count());
  }

  @Test
  void lengthsThatDoNotFitAreShapeErrors() {
    List<GaussianKernel> kernels = List.of(kernel(6, 2, 1, 1));
    float[] six = new float[6];
    assertThrows(ShapeException.class, () -> ops.meanField(kernels, six, 4, 1, six));
    assertThrows(ShapeException.class, () -> ops.meanField(kernels, six, 2, 1, six));
    assertThrows(ShapeException.class, () -> ops.meanField(kernels, six, 0, 1, six));
    assertThrows(ShapeException.class, () -> ops.meanField(kernels, six, 1, 1, new float[7]));
    assertThrows(
        ShapeException.class, () -> ops.meanField(List.of(), new float[0], 1, 1, new float[0]));
    assertThrows(InputException.class, () -> ops.meanField(kernels, six, 1, -1, six));
  }
}

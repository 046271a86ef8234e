package ai.stego.segment.crf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.stego.tensor.InputException;
import ai.stego.tensor.ShapeException;
import ai.stego.tensor.cpu.ThreadPool;
import ai.stego.tensor.testing.Close;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class DenseCrfTest {
  private static final int CLASSES = 5;
  private static final int HEIGHT = 27;
  private static final int WIDTH = 31;

  private final DenseCrf crf = new DenseCrf(CrfParameters.STEGO, CrfExamples.alone());
  private final byte[] image = CrfExamples.image(HEIGHT, WIDTH);
  private final float[] scores = CrfExamples.scores(HEIGHT, WIDTH, CLASSES);

  @Test
  void theSmoothnessKernelIsCloseToTheExactSumOverAllPairs() {
    CrfParameters smoothness = new CrfParameters(3, 3, 20, 30, 0, 1);
    float[] exact = BruteForceCrf.probabilities(smoothness, image, HEIGHT, WIDTH, scores);
    float[] q =
        new DenseCrf(smoothness, CrfExamples.alone()).probabilities(image, HEIGHT, WIDTH, scores);
    // Twice what was measured, at the borders, where the lattice ends.
    Close.assertClose("q", exact, q, 0.03, 0);
  }

  /**
   * Colours leave most of the five-dimensional lattice empty, and the blur stops where a vertex is
   * missing, so its kernel is some percent off; a message weighs up to 4, and ten iterations carry
   * the difference on, so that pixels near a border may change sides.
   */
  @Test
  void bothKernelsComeNearTheExactSumOverAllPairs() {
    CrfParameters parameters = new CrfParameters(3, 3, 20, 30, 4, 10);
    float[] exact = BruteForceCrf.probabilities(parameters, image, HEIGHT, WIDTH, scores);
    float[] q =
        new DenseCrf(parameters, CrfExamples.alone()).probabilities(image, HEIGHT, WIDTH, scores);
    double difference = 0;
    int same = 0;
    for (int i = 0; i < q.length; i += CLASSES) {
      same += ClassRows.argMax(exact, i, CLASSES) == ClassRows.argMax(q, i, CLASSES) ? 1 : 0;
      for (int c = 0; c < CLASSES; c++) {
        difference += Math.abs(q[i + c] - exact[i + c]) / q.length;
      }
    }
    assertTrue(difference < 0.03, "mean difference " + difference);
    assertTrue(same >= 0.9 * HEIGHT * WIDTH, same + " of " + HEIGHT * WIDTH + " labels agree");
  }

  @Test
  void permutingTheClassesPermutesTheResult() {
    int[] order = {3, 0, 4, 1, 2};
    float[] permuted = new float[scores.length];
    for (int i = 0; i < permuted.length; i++) {
      permuted[i] = scores[i / CLASSES * CLASSES + order[i % CLASSES]];
    }
    float[] q = crf.probabilities(image, HEIGHT, WIDTH, scores);
    float[] expected = new float[q.length];
    for (int i = 0; i < q.length; i++) {
      expected[i] = q[i / CLASSES * CLASSES + order[i % CLASSES]];
    }
    float[] actual = crf.probabilities(image, HEIGHT, WIDTH, permuted);
    Close.assertClose("permuted q", expected, actual, 1e-4, 0);
  }

  @Test
  void givesTheSameBitsForAnyNumberOfThreads() {
    byte[] large = CrfExamples.image(71, 97);
    float[] largeScores = CrfExamples.scores(71, 97, 7);
    float[] expected = crf.probabilities(large, 71, 97, largeScores);
    for (int threads = 2; threads <= 3; threads++) {
      try (ThreadPool pool = new ThreadPool(threads)) {
        DenseCrf other = new DenseCrf(CrfParameters.STEGO, pool);
        float[] actual = other.probabilities(large, 71, 97, largeScores);
        assertTrue(Arrays.equals(expected, actual), "bits differ for " + threads + " threads");
      }
    }
  }

  @Test
  void everyPixelsProbabilitiesSumToOneAtEverySize() {
    for (int[] size : CrfExamples.SIZES) {
      for (int classes : new int[] {1, 2, 27}) {
        float[] q =
            crf.probabilities(
                CrfExamples.image(size[0], size[1]),
                size[0],
                size[1],
                CrfExamples.scores(size[0], size[1], classes));
        assertEquals(size[0] * size[1] * classes, q.length);
        for (int pixel = 0; pixel < q.length / classes; pixel++) {
          float sum = 0;
          for (int c = 0; c < classes; c++) {
            assertTrue(q[pixel * classes + c] >= 0);
            sum += q[pixel * classes + c];
          }
          assertEquals(1, sum, 1e-5, "sum of pixel " + pixel);
        }
      }
    }
  }

  @Test
  void equalScoresStayEqual() {
    float[] q = crf.probabilities(image, HEIGHT, WIDTH, new float[scores.length]);
    float[] expected = new float[q.length];
    Arrays.fill(expected, 1f / CLASSES);
    Close.assertClose("q", expected, q, 1e-6, 0);
  }

  @Test
  void withoutIterationsTheResultIsTheClippedSoftmax() {
    DenseCrf none = new DenseCrf(new CrfParameters(1, 3, 67, 3, 4, 0), CrfExamples.alone());
    float[] q = none.probabilities(new byte[3], 1, 1, new float[] {0, -100, (float) Math.log(3)});
    double sum = 1 + 1e-5;
    Close.assertClose(
        "q",
        new float[] {(float) (0.25 / sum), (float) (1e-5 / sum), (float) (0.75 / sum)},
        q,
        1e-7,
        1e-5);
  }

  @Test
  void kernelsOfWeightZeroLeaveTheSoftmax() {
    DenseCrf none = new DenseCrf(new CrfParameters(1, 0, 67, 3, 0, 10), CrfExamples.alone());
    float[] expected =
        new DenseCrf(new CrfParameters(1, 3, 67, 3, 4, 0), CrfExamples.alone())
            .probabilities(image, HEIGHT, WIDTH, scores);
    assertArrayEquals(expected, none.probabilities(image, HEIGHT, WIDTH, scores));
  }

  @Test
  void aLonePixelIsOutvotedByItsNeighbours() {
    byte[] gray = new byte[7 * 7 * 3];
    float[] votes = new float[7 * 7 * 2];
    for (int pixel = 0; pixel < 49; pixel++) {
      votes[pixel * 2 + (pixel == 24 ? 0 : 1)] = 1;
    }
    int[] expected = new int[49];
    Arrays.fill(expected, 1);
    assertArrayEquals(expected, crf.labels(gray, 7, 7, votes));
  }

  @Test
  void aClassThatIsImpossibleIsAccepted() {
    float[] impossible = scores.clone();
    impossible[3] = Float.NEGATIVE_INFINITY;
    float[] q = crf.probabilities(image, HEIGHT, WIDTH, impossible);
    assertTrue(q[3] >= 0 && q[3] <= 1, "q " + q[3]);
  }

  @Test
  void doesNotChangeItsInput() {
    float[] before = scores.clone();
    byte[] imageBefore = image.clone();
    crf.labels(image, HEIGHT, WIDTH, scores);
    assertArrayEquals(before, scores);
    assertArrayEquals(imageBefore, image);
  }

  @Test
  void unusableScoresNameTheirPixel() {
    for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
      float[] broken = scores.clone();
      broken[(2 * WIDTH + 4) * CLASSES + 1] = bad;
      InputException e =
          assertThrows(InputException.class, () -> crf.probabilities(image, HEIGHT, WIDTH, broken));
      assertEquals(
          "dense CRF: the largest log-probability of the pixel in row 2, column 4 is " + bad,
          e.getMessage());
    }
  }

  @Test
  void aPixelWithoutAnyPossibleClassIsAnError() {
    float[] broken = scores.clone();
    Arrays.fill(broken, 0, CLASSES, Float.NEGATIVE_INFINITY);
    InputException e =
        assertThrows(InputException.class, () -> crf.labels(image, HEIGHT, WIDTH, broken));
    assertEquals(
        "dense CRF: the largest log-probability of the pixel in row 0, column 0 is -Infinity",
        e.getMessage());
  }

  @Test
  void wrongLengthsAreShapeErrors() {
    assertThrows(ShapeException.class, () -> crf.labels(new byte[5], 1, 2, new float[4]));
    assertThrows(ShapeException.class, () -> crf.labels(new byte[6], 1, 2, new float[3]));
    assertThrows(ShapeException.class, () -> crf.labels(new byte[6], 1, 2, new float[0]));
    assertThrows(ShapeException.class, () -> crf.labels(new byte[0], 0, 2, new float[0]));
  }

  @Test
  void anImageBeyondTheTablesIsOneClearLine() {
    InputException e =
        assertThrows(
            InputException.class, () -> crf.labels(new byte[0], 60_000, 60_000, new float[1]));
    assertTrue(e.getMessage().contains("3600000000 points"), e.getMessage());
    assertEquals(1, e.getMessage().lines().count());
  }

  @Test
  void parametersThatMakeNoSenseAreRefused() {
    assertThrows(InputException.class, () -> new CrfParameters(0, 3, 67, 3, 4, 10));
    assertThrows(InputException.class, () -> new CrfParameters(1, Float.NaN, 67, 3, 4, 10));
    assertThrows(InputException.class, () -> new CrfParameters(1, 3, Float.NaN, 3, 4, 10));
    assertThrows(InputException.class, () -> new CrfParameters(1, 3, 67, -1, 4, 10));
    assertThrows(InputException.class, () -> new CrfParameters(1, 3, 67, 3, 4, -1));
  }

  @Test
  void whatIsKeptOfOneSizeIsNotUsedForAnother() {
    int[][] sizes = {{HEIGHT, WIDTH}, {WIDTH, HEIGHT}, {HEIGHT, WIDTH}, {1, HEIGHT * WIDTH}};
    for (int[] size : sizes) {
      DenseCrf fresh = new DenseCrf(CrfParameters.STEGO, CrfExamples.alone());
      float[] expected = fresh.probabilities(image, size[0], size[1], scores);
      float[] actual = crf.probabilities(image, size[0], size[1], scores);
      assertArrayEquals(expected, actual, size[0] + " x " + size[1]);
    }
  }

  @Test
  void morePaddedRowsThanAnArrayHoldsIsOneClearLine() {
    assertEquals(8 * 9, MeanField.length(9, 8));
    InputException e =
        assertThrows(InputException.class, () -> MeanField.length(Integer.MAX_VALUE / 5, 8));
    assertTrue(e.getMessage().contains("do not fit into an array"), e.getMessage());
  }
}

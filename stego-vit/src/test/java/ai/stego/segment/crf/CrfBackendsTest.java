package ai.stego.segment.crf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.stego.tensor.Backend;
import ai.stego.tensor.BackendOptions;
import ai.stego.tensor.Backends;
import ai.stego.tensor.testing.Close;
import ai.stego.tensor.testing.TestBackends;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** On every backend the CRF gives what it gives on the host. */
class CrfBackendsTest {
  /** What rounding and two exponentials within 1e-5 leave after ten iterations. */
  private static final double TOLERANCE = 1e-4;

  private static final float TIE = 1e-3f;

  private static void compare(
      Backend backend,
      CrfParameters parameters,
      byte[] rgb,
      int height,
      int width,
      float[] scores) {
    DenseCrf host = new DenseCrf(parameters, CrfExamples.alone());
    DenseCrf crf = new DenseCrf(parameters, backend);
    float[] expected = host.probabilities(rgb, height, width, scores);
    float[] actual = crf.probabilities(rgb, height, width, scores);
    Close.assertClose(height + " x " + width, expected, actual, TOLERANCE, 0);
    assertArrayEquals(actual, crf.probabilities(rgb, height, width, scores), "the same bits again");
    int classes = expected.length / (height * width);
    for (int pixel = 0; pixel < height * width; pixel++) {
      int best = ClassRows.argMax(expected, pixel * classes, classes);
      float lead = lead(expected, pixel * classes, classes, best);
      if (lead > TIE) {
        int label = ClassRows.argMax(actual, pixel * classes, classes);
        assertEquals(best, label, "label of pixel " + pixel + ", lead " + lead);
      }
    }
  }

  /** How far the best class is above the second. */
  private static float lead(float[] q, int row, int classes, int best) {
    float second = 0;
    for (int c = 0; c < classes; c++) {
      second = c == best ? second : Math.max(second, q[row + c]);
    }
    return q[row + best] - second;
  }

  @ParameterizedTest
  @MethodSource("ai.stego.tensor.testing.TestBackends#names")
  void picturesOfEverySizeAndNumberOfClasses(String name) {
    int[][] sizesAndClasses = {
      {1, 1, 1}, {1, 1, 7}, {1, 7, 27}, {7, 1, 2}, {2, 3, 130}, {11, 13, 27}, {5, 9, 1}, {2, 300, 2}
    };
    try (Backend backend = TestBackends.open(name)) {
      for (int[] one : sizesAndClasses) {
        byte[] rgb = CrfExamples.image(one[0], one[1]);
        float[] scores = CrfExamples.scores(one[0], one[1], one[2]);
        compare(backend, CrfParameters.STEGO, rgb, one[0], one[1], scores);
      }
    }
  }

  /** All pixels touch the same few vertices, each thousands of times. */
  @ParameterizedTest
  @MethodSource("ai.stego.tensor.testing.TestBackends#names")
  void aFlatPicture(String name) {
    byte[] rgb = new byte[31 * 40 * 3];
    Arrays.fill(rgb, (byte) 200);
    float[] scores = CrfExamples.scores(31, 40, 3);
    CrfParameters wide = new CrfParameters(30, 1, 1000, 3, 2, 5);
    try (Backend backend = TestBackends.open(name)) {
      compare(backend, wide, rgb, 31, 40, scores);
    }
  }

  @ParameterizedTest
  @MethodSource("ai.stego.tensor.testing.TestBackends#names")
  void oneKernelOrNoneAndNoIterations(String name) {
    byte[] rgb = CrfExamples.image(9, 8);
    float[] scores = CrfExamples.scores(9, 8, 5);
    try (Backend backend = TestBackends.open(name)) {
      compare(backend, new CrfParameters(2, 3, 20, 30, 0, 3), rgb, 9, 8, scores);
      compare(backend, new CrfParameters(2, 0, 20, 30, 4, 3), rgb, 9, 8, scores);
      compare(backend, new CrfParameters(2, 0, 20, 30, 0, 3), rgb, 9, 8, scores);
      compare(backend, new CrfParameters(2, 3, 20, 30, 4, 0), rgb, 9, 8, scores);
    }
  }

  /** A deviation of a 500th of a step of colour: the coordinates need more than 64 bits. */
  @ParameterizedTest
  @MethodSource("ai.stego.tensor.testing.TestBackends#names")
  void coordinatesThatReachFar(String name) {
    byte[] rgb = CrfExamples.image(7, 9);
    float[] scores = CrfExamples.scores(7, 9, 4);
    try (Backend backend = TestBackends.open(name)) {
      compare(backend, new CrfParameters(0.001f, 3, 0.01f, 0.002f, 4, 2), rgb, 7, 9, scores);
    }
  }

  /** More pixels than one task takes, and a K that is no multiple of a vector. */
  @ParameterizedTest
  @MethodSource("ai.stego.tensor.testing.TestBackends#names")
  void theSameBitsForAnyNumberOfThreads(String name) {
    byte[] rgb = CrfExamples.image(50, 61);
    float[] scores = CrfExamples.scores(50, 61, 27);
    float[] expected = null;
    for (int threads = 1; threads <= 3; threads++) {
      try (Backend backend = Backends.open(name, BackendOptions.DEFAULT.withThreads(threads))) {
        float[] q = new DenseCrf(CrfParameters.STEGO, backend).probabilities(rgb, 50, 61, scores);
        expected = expected == null ? q : expected;
        assertArrayEquals(expected, q, threads + " threads");
      }
    }
  }
}

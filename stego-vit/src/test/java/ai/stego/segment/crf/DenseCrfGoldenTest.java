package ai.stego.segment.crf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.stego.tensor.Backend;
import ai.stego.tensor.io.TensorFile;
import ai.stego.tensor.testing.Close;
import ai.stego.tensor.testing.Golden;
import ai.stego.tensor.testing.TestBackends;
import java.io.IOException;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Agreement with pydensecrf, which made the golden files. */
class DenseCrfGoldenTest {
  /** The files ask for 2e-3; a twentieth of that would already be a difference in the method. */
  private static final double PROBABILITY_TOLERANCE = 1e-4;

  private static final float TIE = 0.02f;

  private static Stream<Arguments> smallFilesOnEveryBackend() {
    return TestBackends.names().stream()
        .flatMap(
            backend ->
                Stream.of("crf.iter1", "crf.params", "crf.small")
                    .map(file -> Arguments.of(backend, file)));
  }

  @ParameterizedTest
  @MethodSource("smallFilesOnEveryBackend")
  void probabilitiesAgreeWithTheReference(String backend, String name) throws IOException {
    try (TensorFile golden = Golden.open(name + ".safetensors")) {
      Case example = Case.read(golden, channelsLast(golden.values("log_probs"), classes(golden)));
      float[] expected = channelsLast(golden.values("q"), classes(golden));
      Close.assertClose(name, expected, example.probabilities(backend), PROBABILITY_TOLERANCE, 0);
    }
  }

  @ParameterizedTest
  @MethodSource("smallFilesOnEveryBackend")
  void labelsAgreeWithTheReferenceWhereItIsNoTie(String backend, String name) throws IOException {
    try (TensorFile golden = Golden.open(name + ".safetensors")) {
      Case example = Case.read(golden, channelsLast(golden.values("log_probs"), classes(golden)));
      requireLabels(golden, example.labels(backend));
    }
  }

  @ParameterizedTest
  @MethodSource("ai.stego.tensor.testing.TestBackends#names")
  void aWholePhotographOf27ClassesAgreesWithTheReference(String backend) throws IOException {
    try (TensorFile golden = Golden.open("crf.full.safetensors")) {
      requireLabels(golden, Case.read(golden, fullScores(golden)).labels(backend));
    }
  }

  private static void requireLabels(TensorFile golden, int[] labels) {
    float[] expected = golden.values("labels");
    float[] margin = golden.values("margin");
    assertEquals(expected.length, labels.length);
    int compared = 0;
    for (int pixel = 0; pixel < labels.length; pixel++) {
      if (margin[pixel] > TIE) {
        assertEquals((int) expected[pixel], labels[pixel], "label of pixel " + pixel);
        compared++;
      }
    }
    assertTrue(compared > 0.9 * labels.length, "only " + compared + " pixels are no tie");
  }

  private static int classes(TensorFile golden) {
    return Integer.parseInt(golden.metadata().get("classes"));
  }

  private static float[] channelsLast(float[] values, int channels) {
    int pixels = values.length / channels;
    float[] last = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      last[i] = values[i % channels * pixels + i / channels];
    }
    return last;
  }

  /** The note in the file: bilinear(log_probs) + image_weights · image/255, per pixel. */
  private static float[] fullScores(TensorFile golden) {
    int classes = classes(golden);
    int side = golden.shape("image").axis(0);
    int small = golden.shape("log_probs").axis(1);
    float[] logProbabilities = golden.values("log_probs");
    float[] weights = golden.values("image_weights");
    float[] image = golden.values("image");
    float[] scores = new float[side * side * classes];
    for (int i = 0; i < scores.length; i++) {
      int pixel = i / classes;
      int at = i % classes;
      float[] channel =
          Arrays.copyOfRange(logProbabilities, at * small * small, (at + 1) * small * small);
      double score = bilinear(channel, small, pixel / side, pixel % side, side);
      for (int color = 0; color < 3; color++) {
        score += weights[at * 3 + color] * (image[pixel * 3 + color] / 255.0);
      }
      scores[i] = (float) score;
    }
    return scores;
  }

  /** The value of a small square map at a pixel of a large one, align_corners false. */
  private static double bilinear(float[] map, int small, int y, int x, int side) {
    double v = Math.max((y + 0.5) * small / side - 0.5, 0);
    double u = Math.max((x + 0.5) * small / side - 0.5, 0);
    int top = (int) v;
    int left = (int) u;
    int bottom = Math.min(top + 1, small - 1);
    int right = Math.min(left + 1, small - 1);
    double upper = map[top * small + left] * (left + 1 - u) + map[top * small + right] * (u - left);
    double lower =
        map[bottom * small + left] * (left + 1 - u) + map[bottom * small + right] * (u - left);
    return upper * (top + 1 - v) + lower * (v - top);
  }

  /** One golden file's input. */
  private record Case(
      CrfParameters parameters, byte[] rgb, int height, int width, float[] logProbabilities) {
    static Case read(TensorFile golden, float[] logProbabilities) {
      float[] values = golden.values("image");
      byte[] rgb = new byte[values.length];
      for (int i = 0; i < rgb.length; i++) {
        rgb[i] = (byte) (int) values[i];
      }
      float[] gaussian = numbers(golden.metadata().get("gaussian"));
      float[] bilateral = numbers(golden.metadata().get("bilateral"));
      CrfParameters parameters =
          new CrfParameters(
              gaussian[0],
              gaussian[1],
              bilateral[0],
              bilateral[1],
              bilateral[2],
              Integer.parseInt(golden.metadata().get("iters")));
      int height = golden.shape("image").axis(0);
      return new Case(parameters, rgb, height, golden.shape("image").axis(1), logProbabilities);
    }

    /** Reads {@code (67, 3, 4)}. */
    private static float[] numbers(String tuple) {
      String[] parts = tuple.replaceAll("[() ]", "").split(",", -1);
      float[] numbers = new float[parts.length];
      for (int i = 0; i < parts.length; i++) {
        numbers[i] = Float.parseFloat(parts[i]);
      }
      return numbers;
    }

    float[] probabilities(String name) {
      try (Backend backend = TestBackends.open(name)) {
        return new DenseCrf(parameters, backend)
            .probabilities(rgb, height, width, logProbabilities);
      }
    }

    int[] labels(String name) {
      try (Backend backend = TestBackends.open(name)) {
        return new DenseCrf(parameters, backend).labels(rgb, height, width, logProbabilities);
      }
    }
  }
}

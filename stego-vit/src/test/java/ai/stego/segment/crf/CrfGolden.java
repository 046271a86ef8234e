package ai.stego.segment.crf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.stego.tensor.Backend;
import ai.stego.tensor.io.TensorFile;
import ai.stego.tensor.testing.TestBackends;
import java.util.Arrays;

/** The input of one golden file of pydensecrf. */
record CrfGolden(
    CrfParameters parameters, byte[] rgb, int height, int width, float[] logProbabilities) {
  private static final float TIE = 0.02f;

  /** Reads a file that holds a score for each pixel and class. */
  static CrfGolden read(TensorFile golden) {
    return read(golden, channelsLast(golden.values("log_probs"), classes(golden)));
  }

  /** Reads a file whose note says how to compute the scores. */
  static CrfGolden readPhotograph(TensorFile golden) {
    return read(golden, fullScores(golden));
  }

  private static CrfGolden read(TensorFile golden, float[] logProbabilities) {
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
    return new CrfGolden(parameters, rgb, height, golden.shape("image").axis(1), logProbabilities);
  }

  /** What the reference found, (H,W,K). */
  static float[] expectedProbabilities(TensorFile golden) {
    return channelsLast(golden.values("q"), classes(golden));
  }

  float[] probabilities(String name) {
    try (Backend backend = TestBackends.open(name)) {
      return new DenseCrf(parameters, backend).probabilities(rgb, height, width, logProbabilities);
    }
  }

  int[] labels(String name) {
    try (Backend backend = TestBackends.open(name)) {
      return new DenseCrf(parameters, backend).labels(rgb, height, width, logProbabilities);
    }
  }

  static void requireLabels(TensorFile golden, int[] labels) {
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

  /** Reads {@code (67, 3, 4)}. */
  private static float[] numbers(String tuple) {
    String[] parts = tuple.replaceAll("[() ]", "").split(",", -1);
    float[] numbers = new float[parts.length];
    for (int i = 0; i < parts.length; i++) {
      numbers[i] = Float.parseFloat(parts[i]);
    }
    return numbers;
  }
}

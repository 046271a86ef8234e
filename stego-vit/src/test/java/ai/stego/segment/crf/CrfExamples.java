package ai.stego.segment.crf;

import ai.stego.tensor.Parallel;
import ai.stego.tensor.Rng;
import ai.stego.tensor.cpu.ThreadPool;

/** Images and scores for the tests, and what runs them. */
final class CrfExamples {
  /** Heights and widths, ragged ones first. */
  static final int[][] SIZES = {{1, 1}, {1, 7}, {7, 1}, {2, 3}, {27, 31}};

  private CrfExamples() {}

  /** One thread: nothing is started, nothing need be closed. */
  static Parallel alone() {
    return new ThreadPool(1);
  }

  /** Smooth colours with a sharp edge and a little noise, (H,W,3). */
  static byte[] image(int height, int width) {
    Rng rng = Rng.of(11).split("image");
    byte[] rgb = new byte[height * width * 3];
    for (int i = 0; i < rgb.length; i++) {
      int pixel = i / 3;
      int ramp = 3 * (pixel / width) + 2 * (pixel % width);
      int edge = pixel % width > width / 2 ? 90 : 0;
      rgb[i] = (byte) (ramp + edge + rng.nextInt(5) + 10 * (i % 3));
    }
    return rgb;
  }

  /** Diagonal bands of K classes under normal noise, (H,W,K). */
  static float[] scores(int height, int width, int classes) {
    Rng rng = Rng.of(12).split("scores");
    float[] scores = new float[height * width * classes];
    for (int i = 0; i < scores.length; i++) {
      int pixel = i / classes;
      int band = (pixel / width + pixel % width) * classes / (height + width);
      scores[i] = (float) (rng.nextGaussian() + (i % classes == band ? 1.5 : 0));
    }
    return scores;
  }
}

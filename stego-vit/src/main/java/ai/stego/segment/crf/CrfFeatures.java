package ai.stego.segment.crf;

/** The features of each pixel in units of the kernels' deviations. */
final class CrfFeatures {
  /** Features of {@link #position}. */
  static final int POSITION = 2;

  /** Features of {@link #positionAndColor}. */
  static final int POSITION_AND_COLOR = 5;

  private CrfFeatures() {}

  /** (H·W,2): x/s, y/s. */
  static float[] position(int height, int width, float deviation) {
    float[] features = new float[height * width * POSITION];
    int at = 0;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        features[at++] = x / deviation;
        features[at++] = y / deviation;
      }
    }
    return features;
  }

  /** (H·W,5): x/s, y/s, r/t, g/t, b/t. */
  static float[] positionAndColor(
      byte[] rgb, int height, int width, float deviation, float colorDeviation) {
    float[] features = new float[height * width * POSITION_AND_COLOR];
    int at = 0;
    int color = 0;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        features[at++] = x / deviation;
        features[at++] = y / deviation;
        for (int channel = 0; channel < 3; channel++) {
          features[at++] = (rgb[color++] & 0xFF) / colorDeviation;
        }
      }
    }
    return features;
  }
}

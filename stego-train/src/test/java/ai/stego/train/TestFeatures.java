package ai.stego.train;

import ai.stego.tensor.Tensor;
import ai.stego.train.data.FeatureSource;

/**
 * Features in memory.
 *
 * @param side h = w
 * @param width F
 * @param maps for each image h·w·F values
 */
@SuppressWarnings("ArrayRecordComponent") // A carrier of values, never compared or hashed.
record TestFeatures(int side, int width, float[]... maps) implements FeatureSource {
  /** Formulas that differ in every value. */
  static TestFeatures waves(int images, int side, int width) {
    float[][] values = new float[images][side * side * width];
    for (int image = 0; image < images; image++) {
      for (int i = 0; i < values[image].length; i++) {
        values[image][i] = (float) Math.sin(0.7 * i * (image + 1) + 2.1 * image) + 0.3f;
      }
    }
    return new TestFeatures(side, width, values);
  }

  /** Images that show the same everywhere. */
  static TestFeatures plain(int side, float[]... vectors) {
    float[][] values = new float[vectors.length][side * side * vectors[0].length];
    for (int image = 0; image < vectors.length; image++) {
      for (int i = 0; i < values[image].length; i++) {
        values[image][i] = vectors[image][i % vectors[image].length];
      }
    }
    return new TestFeatures(side, vectors[0].length, values);
  }

  @Override
  public int rows() {
    return side;
  }

  @Override
  public int columns() {
    return side;
  }

  @Override
  public int images() {
    return maps.length;
  }

  @Override
  public void read(int[] wanted, Tensor out) {
    for (int b = 0; b < wanted.length; b++) {
      out.range(b, b + 1).write(maps[wanted[b]]);
    }
  }

  @Override
  public void close() {}
}

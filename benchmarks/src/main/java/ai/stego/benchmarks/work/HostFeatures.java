package ai.stego.benchmarks.work;

import ai.stego.tensor.Tensor;
import ai.stego.train.data.FeatureSource;
import ai.stego.train.data.LabelSource;
import ai.stego.train.data.Neighbors;
import java.util.Arrays;

/**
 * Random features and labels in the memory of the host, as a feature store would give them.
 *
 * @param side h = w
 * @param width F
 * @param maps for each image h·w·F values
 */
@SuppressWarnings("ArrayRecordComponent") // A carrier of values, never compared or hashed.
public record HostFeatures(int side, int width, float[][] maps) implements FeatureSource {
  public static HostFeatures random(Inputs in, int images, int side, int width) {
    float[][] maps = new float[images][];
    Arrays.setAll(maps, i -> in.uniformValues(side * side * width));
    return new HostFeatures(side, width, maps);
  }

  @Override
  public int images() {
    return maps.length;
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
  public void read(int[] images, Tensor out) {
    for (int b = 0; b < images.length; b++) {
      out.range(b, b + 1).write(maps[images[b]]);
    }
  }

  @Override
  public void close() {}

  /** Neighbours by index instead of by likeness: a step takes as long whichever they are. */
  public Neighbors neighbors(int count) {
    int[] indices = new int[maps.length * count];
    for (int i = 0; i < indices.length; i++) {
      indices[i] = (i / count + 1 + i % count) % maps.length;
    }
    return new Neighbors(maps.length, count, indices);
  }

  /**
   * Random labels, drawn beforehand.
   *
   * @param side R
   * @param classes K
   * @param maps for each image R·R classes
   */
  @SuppressWarnings("ArrayRecordComponent") // A carrier of values, never compared or hashed.
  public record Labels(int side, int classes, int[][] maps) implements LabelSource {
    public static Labels random(Inputs in, int images, int side, int classes) {
      int[][] maps = new int[images][];
      Arrays.setAll(maps, i -> in.labels((long) side * side, classes));
      return new Labels(side, classes, maps);
    }

    @Override
    public void read(int[] images, int[] out) {
      for (int b = 0; b < images.length; b++) {
        System.arraycopy(maps[images[b]], 0, out, b * side * side, side * side);
      }
    }
  }
}

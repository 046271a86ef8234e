package ai.stego.tensor.extent;

import ai.stego.tensor.InputException;
import ai.stego.tensor.ShapeException;
import ai.stego.tensor.Tensor;

/**
 * Extents of sampling maps, channels innermost.
 *
 * @param images B
 * @param rows h
 * @param columns w
 * @param channels C
 * @param groups M, sets of coordinates
 * @param points S·T, coordinates in a set
 */
public record SampleExtents(
    int images, int rows, int columns, int channels, int groups, int points) {
  /**
   * Checks a sampling, every index included.
   *
   * @param x (B,h,w,C), h and w at least 1
   * @param images M, each in 0..B-1
   * @param coordinates (M,S,T,2)
   * @param out (M,S,T,C)
   * @return the extents
   */
  public static SampleExtents of(Tensor x, int[] images, Tensor coordinates, Tensor out) {
    SampleExtents e = of("sample", new Names("x", "out"), x, images, coordinates, out);
    Checks.apart("sample: out", x, out);
    Checks.apart("sample: out", coordinates, out);
    return e;
  }

  /**
   * Checks the gradient of a sampling, every index included.
   *
   * @param outGradient (M,S,T,C)
   * @param images M, each in 0..B-1
   * @param coordinates (M,S,T,2)
   * @param xGradient (B,h,w,C), h and w at least 1
   * @return the extents
   */
  public static SampleExtents ofGradient(
      Tensor outGradient, int[] images, Tensor coordinates, Tensor xGradient) {
    String operation = "sampleGradient";
    Names names = new Names("xGradient", "outGradient");
    SampleExtents e = of(operation, names, xGradient, images, coordinates, outGradient);
    Checks.apart(operation + ": xGradient", outGradient, xGradient);
    Checks.apart(operation + ": xGradient", coordinates, xGradient);
    return e;
  }

  /** What the maps and the samples are called in errors. */
  private record Names(String maps, String samples) {}

  private static SampleExtents of(
      String operation, Names names, Tensor maps, int[] images, Tensor places, Tensor samples) {
    String map = operation + ": " + names.maps;
    Checks.rank(map, maps, 4, "(B,h,w,C)");
    Checks.rank(operation + ": " + names.samples, samples, 4, "(M,S,T,C)");
    int h = maps.shape().axis(1);
    int w = maps.shape().axis(2);
    int channels = maps.shape().axis(3);
    ShapeException.require(h >= 1 && w >= 1, map, "at least one row and column", maps.shape());
    int s = samples.shape().axis(1);
    int t = samples.shape().axis(2);
    Checks.shape(operation + ": coordinates", places, images.length, s, t, 2);
    Checks.shape(operation + ": " + names.samples, samples, images.length, s, t, channels);
    checkIndices(operation, images, maps.shape().axis(0));
    long samplesInAll = (long) images.length * s * t;
    Checks.count(operation + ": samples", samplesInAll, places);
    return new SampleExtents(maps.shape().axis(0), h, w, channels, images.length, s * t);
  }

  private static void checkIndices(String operation, int[] images, int count) {
    for (int m = 0; m < images.length; m++) {
      if (images[m] < 0 || images[m] >= count) {
        throw new InputException(
            operation + ": image " + m + ": expected 0 to " + (count - 1) + ", got " + images[m]);
      }
    }
  }

  /**
   * Values in a map.
   *
   * @return h·w·C
   */
  public int mapSize() {
    return rows * columns * channels;
  }
}

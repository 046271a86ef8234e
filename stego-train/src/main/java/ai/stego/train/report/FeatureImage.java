package ai.stego.train.report;

import ai.stego.image.Rgb;
import ai.stego.tensor.ShapeException;
import java.util.Arrays;

/** Draws maps over patches as images, each patch a block of pixels. */
public final class FeatureImage {
  private static final double LOW = 0.01;
  private static final double HIGH = 0.99;
  private static final int CHANNELS = 3;

  private FeatureImage() {}

  /**
   * Where black and full colour lie in each channel.
   *
   * @param low (3) values shown as 0
   * @param high (3) values shown as 255
   */
  public record Range(float[] low, float[] high) {
    /**
     * Copies the arrays.
     *
     * @param low (3) values shown as 0
     * @param high (3) values shown as 255
     */
    public Range {
      low = low.clone();
      high = high.clone();
    }

    /**
     * The lower ends.
     *
     * @return (3) values, a copy
     */
    @Override
    public float[] low() {
      return low.clone();
    }

    /**
     * The upper ends.
     *
     * @return (3) values, a copy
     */
    @Override
    public float[] high() {
      return high.clone();
    }

    /**
     * The 1st and 99th percentile of each channel, so that single patches far out do not leave the
     * rest grey.
     *
     * @param values (M,3), row-major
     * @return the range
     * @throws ShapeException if the values are no rows of 3
     */
    public static Range of(float[] values) {
      ShapeException.require(
          values.length > 0 && values.length % CHANNELS == 0,
          "feature image: values",
          "rows of 3",
          values.length + " values");
      int rows = values.length / CHANNELS;
      float[] low = new float[CHANNELS];
      float[] high = new float[CHANNELS];
      float[] column = new float[rows];
      for (int c = 0; c < CHANNELS; c++) {
        for (int i = 0; i < rows; i++) {
          column[i] = values[i * CHANNELS + c];
        }
        Arrays.sort(column);
        low[c] = column[(int) Math.round(LOW * (rows - 1))];
        high[c] = column[(int) Math.round(HIGH * (rows - 1))];
      }
      return new Range(low, high);
    }
  }

  /**
   * Three values of each patch as red, green and blue.
   *
   * @param values (h,w,3), row-major
   * @param rows h
   * @param columns w
   * @param block P, the side of a patch's block in pixels
   * @param range what is shown as 0 and as 255; a channel without extent is shown as 128
   * @return an image of h·P x w·P pixels
   * @throws ShapeException if the values are not (h,w,3)
   */
  public static Rgb colors(float[] values, int rows, int columns, int block, Range range) {
    require(values.length, CHANNELS * rows * columns);
    byte[] pixels = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      int c = i % CHANNELS;
      pixels[i] = level(values[i], range.low[c], range.high[c]);
    }
    return enlarged(pixels, rows, columns, block);
  }

  /**
   * One grey image for each map, side by side in rows as even as they come; each map has its own
   * range, from its least to its largest value. Between maps runs one black patch.
   *
   * @param maps (A,h·w), row-major: such as the CLS attention of A heads
   * @param rows h
   * @param columns w
   * @param block P, the side of a patch's block in pixels
   * @return the images in one
   * @throws ShapeException if the maps are not (A,h·w)
   */
  public static Rgb grid(float[] maps, int rows, int columns, int block) {
    int size = rows * columns;
    int count = size == 0 ? 0 : maps.length / size;
    require(maps.length, Math.max(1, count) * size);
    int across = (int) Math.ceil(Math.sqrt(count));
    int down = (count + across - 1) / across;
    int width = across * (columns + 1) - 1;
    int height = down * (rows + 1) - 1;
    byte[] pixels = new byte[CHANNELS * width * height];
    for (int a = 0; a < count; a++) {
      float[] map = Arrays.copyOfRange(maps, a * size, (a + 1) * size);
      float[] sorted = map.clone();
      Arrays.sort(sorted);
      for (int i = 0; i < size; i++) {
        int y = a / across * (rows + 1) + i / columns;
        int x = a % across * (columns + 1) + i % columns;
        byte grey = level(map[i], sorted[0], sorted[size - 1]);
        Arrays.fill(pixels, CHANNELS * (y * width + x), CHANNELS * (y * width + x + 1), grey);
      }
    }
    return enlarged(pixels, height, width, block);
  }

  private static void require(int actual, int expected) {
    ShapeException.require(
        actual > 0 && actual == expected,
        "feature image: values",
        expected + " values",
        actual + " values");
  }

  private static byte level(float value, float low, float high) {
    if (!(high > low)) {
      return (byte) 128;
    }
    return (byte) Math.round(255 * Math.max(0, Math.min(1, (value - low) / (high - low))));
  }

  private static Rgb enlarged(byte[] pixels, int rows, int columns, int block) {
    int width = columns * block;
    byte[] large = new byte[CHANNELS * rows * block * width];
    for (int y = 0; y < rows * block; y++) {
      for (int x = 0; x < width; x++) {
        int from = CHANNELS * (y / block * columns + x / block);
        System.arraycopy(pixels, from, large, CHANNELS * (y * width + x), CHANNELS);
      }
    }
    return new Rgb(rows * block, width, large);
  }
}

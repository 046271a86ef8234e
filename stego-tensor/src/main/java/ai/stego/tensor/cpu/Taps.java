package ai.stego.tensor.cpu;

import ai.stego.tensor.Interpolation;

/**
 * Where each output coordinate of one axis reads its input, and with which weights.
 *
 * @param count samples for each output coordinate
 * @param index input coordinates, {@code count} for each output coordinate
 * @param weight their weights
 */
public record Taps(int count, int[] index, float[] weight) {
  private static final double CUBIC = -0.75;

  /**
   * Where a sample lies on one axis, -1 and 1 being the centres of the border pixels.
   *
   * @param coordinate in [-1, 1]; moved to the border when beyond
   * @param extent of the axis
   * @return from 0 to extent - 1; NaN for NaN
   */
  public static double position(double coordinate, int extent) {
    return Math.max(0, Math.min(extent - 1, (coordinate + 1) / 2 * (extent - 1)));
  }

  /**
   * Works out the taps of one axis, pixel centres at half-integers.
   *
   * @param interpolation how to fill in
   * @param input extent of the input axis
   * @param output extent of the output axis
   * @param scale output coordinates per input coordinate
   * @return the taps
   */
  public static Taps of(Interpolation interpolation, int input, int output, double scale) {
    int count = interpolation == Interpolation.BILINEAR ? 2 : 4;
    Taps taps = new Taps(count, new int[output * count], new float[output * count]);
    for (int i = 0; i < output; i++) {
      double source = (i + 0.5) / scale - 0.5;
      if (interpolation == Interpolation.BILINEAR) {
        taps.bilinear(i, Math.max(source, 0), input);
      } else {
        taps.bicubic(i, source, input);
      }
    }
    return taps;
  }

  private void bilinear(int i, double source, int input) {
    int low = (int) Math.min(Math.floor(source), input - 1);
    double fraction = Math.min(source - low, 1);
    set(2 * i, low, 1 - fraction, input);
    set(2 * i + 1, low + 1, fraction, input);
  }

  private void bicubic(int i, double source, int input) {
    int low = (int) Math.floor(source);
    double fraction = source - low;
    for (int tap = 0; tap < 4; tap++) {
      set(4 * i + tap, low - 1 + tap, cubic(Math.abs(fraction + 1 - tap)), input);
    }
  }

  private void set(int at, int coordinate, double value, int input) {
    index[at] = Math.max(0, Math.min(input - 1, coordinate));
    weight[at] = (float) value;
  }

  /** The cubic convolution kernel (Keys 1981, equation 4, with a in place of -1/2). */
  private static double cubic(double distance) {
    if (distance <= 1) {
      return ((CUBIC + 2) * distance - (CUBIC + 3)) * distance * distance + 1;
    }
    return ((CUBIC * distance - 5 * CUBIC) * distance + 8 * CUBIC) * distance - 4 * CUBIC;
  }
}

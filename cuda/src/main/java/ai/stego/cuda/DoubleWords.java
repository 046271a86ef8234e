package ai.stego.cuda;

/** Copies of float64 values between Java arrays and the device, as pairs of 4-byte words. */
final class DoubleWords {
  private DoubleWords() {}

  /** Copies an array to the device; returns its address. */
  static long upload(Scratch scratch, double[] values) {
    int[] words = new int[2 * values.length];
    for (int i = 0; i < values.length; i++) {
      long bits = Double.doubleToRawLongBits(values[i]);
      words[2 * i] = (int) bits;
      words[2 * i + 1] = (int) (bits >>> Integer.SIZE);
    }
    return scratch.upload(words);
  }

  /** Copies count values from the device. */
  static double[] download(DeviceContext context, long address, int count) {
    int[] words = new int[2 * count];
    context.transfers().download(address, words);
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      long high = (long) words[2 * i + 1] << Integer.SIZE;
      values[i] = Double.longBitsToDouble(high | Integer.toUnsignedLong(words[2 * i]));
    }
    return values;
  }
}

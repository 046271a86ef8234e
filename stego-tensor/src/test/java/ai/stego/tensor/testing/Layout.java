package ai.stego.tensor.testing;

/** Between PyTorch's channels-first maps and ours. */
public final class Layout {
  private Layout() {}

  /**
   * (B,C,P) to (B,P,C).
   *
   * @param values channels first
   * @param channels C
   * @param pixels P, the product of the extents behind the channels
   * @return channels last
   */
  public static float[] channelsLast(float[] values, int channels, int pixels) {
    float[] out = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      int image = i / (channels * pixels);
      int channel = i / pixels % channels;
      out[(image * pixels + i % pixels) * channels + channel] = values[i];
    }
    return out;
  }
}

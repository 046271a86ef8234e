package ai.stego.segment;

/**
 * The inner loops of the blur, over a stretch of one or more rows of channels. They are methods of
 * their own, from one array into another, with the bare loop variable, because that is the form
 * that C2 vectorises.
 */
final class BlurLoops {
  private BlurLoops() {}

  /** out[v+c] = in[v+c]/2 + (in[a+c] + in[b+c])/4. */
  static void blur(float[] in, int v, int a, int b, float[] out, int length) {
    for (int c = 0; c < length; c++) {
      out[v + c] = 0.5f * in[v + c] + 0.25f * (in[a + c] + in[b + c]);
    }
  }

  /** out[v+c] = in[v+c]/2 + in[a+c]/4. */
  static void blur(float[] in, int v, int a, float[] out, int length) {
    for (int c = 0; c < length; c++) {
      out[v + c] = 0.5f * in[v + c] + 0.25f * in[a + c];
    }
  }

  /** out[v+c] = in[v+c]/2. */
  static void halve(float[] in, int v, float[] out, int length) {
    for (int c = 0; c < length; c++) {
      out[v + c] = 0.5f * in[v + c];
    }
  }
}

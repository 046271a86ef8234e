package ai.stego.segment.crf;

/**
 * The inner loops of the blur, over a stretch of one or more rows of channels. C2 (17 and 25)
 * leaves them scalar, as the offsets into one array differ; long stretches still save starting
 * loops.
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

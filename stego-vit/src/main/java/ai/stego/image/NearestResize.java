package ai.stego.image;

/** Resizing to the nearest pixel, the very pixel that Pillow's {@code NEAREST} takes. */
final class NearestResize {
  private NearestResize() {}

  /** Makes the rectangle that the geometry keeps, and nothing around it. */
  static Rgb resize(Rgb photo, Geometry geometry) {
    Size content = geometry.content();
    int[] rows =
        sources(photo.height(), geometry.resized().height(), geometry.top(), content.height());
    int[] columns =
        sources(photo.width(), geometry.resized().width(), geometry.left(), content.width());
    byte[] from = photo.bytes();
    byte[] out = new byte[Rgb.byteCount(content.height(), content.width())];
    int to = 0;
    for (int row : rows) {
      for (int column : columns) {
        int source = (row * photo.width() + column) * 3;
        out[to++] = from[source];
        out[to++] = from[source + 1];
        out[to++] = from[source + 2];
      }
    }
    return new Rgb(content.height(), content.width(), out);
  }

  /**
   * The source index of outputs first..first+count-1. The position is summed up step by step, since
   * Pillow does so and the rounding of the sum decides ties.
   */
  private static int[] sources(int inputs, int outputs, int first, int count) {
    double step = (double) inputs / outputs;
    double position = step * 0.5;
    int[] sources = new int[count];
    for (int i = 0; i < first + count; i++) {
      if (i >= first) {
        sources[i - first] = Math.min((int) position, inputs - 1);
      }
      position += step;
    }
    return sources;
  }
}

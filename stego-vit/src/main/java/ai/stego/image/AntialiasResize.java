package ai.stego.image;

/**
 * Bilinear resizing with antialiasing: each output pixel is the average of the inputs under a
 * triangle of half-width max(1, inputs/outputs), columns first, then rows, with 8-bit results
 * between. Weights are fixed-point numbers, so that the result does not hang on float rounding; it
 * is Pillow's {@code BILINEAR}.
 */
final class AntialiasResize {
  /** 8 bits of sample, 2 of head room for the sum, the rest for the weight's fraction. */
  private static final int FRACTION_BITS = 32 - 8 - 2;

  private static final int HALF = 1 << (FRACTION_BITS - 1);

  private AntialiasResize() {}

  /** Makes the rectangle that the geometry keeps, and nothing around it. */
  static Rgb resize(Rgb photo, Geometry geometry) {
    Size content = geometry.content();
    Window[] rows =
        windows(photo.height(), geometry.resized().height(), geometry.top(), content.height());
    Window[] columns =
        windows(photo.width(), geometry.resized().width(), geometry.left(), content.width());
    int firstRow = rows[0].first;
    int lastRow = rows[rows.length - 1].last();
    byte[] narrowed = resizeColumns(photo, firstRow, lastRow - firstRow + 1, columns);
    return new Rgb(
        content.height(), content.width(), resizeRows(narrowed, firstRow, rows, content.width()));
  }

  /** The inputs under one output's triangle, and their weights, which sum to 1. */
  private static final class Window {
    private final int first;
    private final int[] weights;

    Window(int first, int[] weights) {
      this.first = first;
      this.weights = weights;
    }

    int last() {
      return first + weights.length - 1;
    }
  }

  private static Window[] windows(int inputs, int outputs, int from, int count) {
    double scale = (double) inputs / outputs;
    double halfWidth = Math.max(1, scale);
    Window[] windows = new Window[count];
    for (int i = 0; i < count; i++) {
      double centre = (from + i + 0.5) * scale;
      int first = Math.max(0, (int) (centre - halfWidth + 0.5));
      int end = Math.min(inputs, (int) (centre + halfWidth + 0.5));
      windows[i] = new Window(first, weights(first, end, centre, halfWidth));
    }
    return windows;
  }

  private static int[] weights(int first, int end, double centre, double halfWidth) {
    double[] exact = new double[end - first];
    double sum = 0;
    for (int i = 0; i < exact.length; i++) {
      double distance = Math.abs((i + first - centre + 0.5) / halfWidth);
      exact[i] = Math.max(0, 1 - distance);
      sum += exact[i];
    }
    int[] weights = new int[exact.length];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (int) (0.5 + exact[i] / sum * (1 << FRACTION_BITS));
    }
    return weights;
  }

  /** (rows, columns.length, 3): the photograph's rows from {@code firstRow} on. */
  private static byte[] resizeColumns(Rgb photo, int firstRow, int rows, Window[] columns) {
    byte[] from = photo.bytes();
    byte[] out = new byte[Rgb.byteCount(rows, columns.length)];
    int to = 0;
    for (int y = 0; y < rows; y++) {
      int row = (firstRow + y) * photo.width();
      for (Window window : columns) {
        int at = (row + window.first) * 3;
        weigh(from, at, 3, window.weights, out, to);
        to += 3;
      }
    }
    return out;
  }

  private static byte[] resizeRows(byte[] narrowed, int firstRow, Window[] rows, int width) {
    byte[] out = new byte[Rgb.byteCount(rows.length, width)];
    int stride = width * 3;
    for (int y = 0; y < rows.length; y++) {
      for (int x = 0; x < width; x++) {
        int at = (rows[y].first - firstRow) * stride + x * 3;
        weigh(narrowed, at, stride, rows[y].weights, out, y * stride + x * 3);
      }
    }
    return out;
  }

  /** One output pixel: the weighted sum of pixels that lie {@code stride} bytes apart. */
  private static void weigh(byte[] from, int at, int stride, int[] weights, byte[] out, int to) {
    int red = HALF;
    int green = HALF;
    int blue = HALF;
    int source = at;
    for (int weight : weights) {
      red += weight * (from[source] & 0xFF);
      green += weight * (from[source + 1] & 0xFF);
      blue += weight * (from[source + 2] & 0xFF);
      source += stride;
    }
    out[to] = clip(red);
    out[to + 1] = clip(green);
    out[to + 2] = clip(blue);
  }

  private static byte clip(int sum) {
    return (byte) Math.max(0, Math.min(255, sum >> FRACTION_BITS));
  }
}

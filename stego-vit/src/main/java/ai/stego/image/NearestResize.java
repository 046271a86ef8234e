package ai.stego.image;

/** Resizing to the nearest pixel, the very pixel that Pillow's {@code NEAREST} takes. */
final class NearestResize {
  private NearestResize() {}

  /** Makes the rectangle that the geometry keeps, and nothing around it. */
  static Rgb resize(Rgb photo, Geometry geometry) {
    Size content = geometry.content();
    int[] rows = geometry.nearestRows();
    int[] columns = geometry.nearestColumns();
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
}

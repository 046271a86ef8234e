package ai.stego.image;

/**
 * How the pixels of a prepared image lie in the original: the original was resized, a rectangle of
 * that was kept, and the rectangle was padded at its right and bottom. Coordinates are of pixel
 * centres: row 0 is the centre of the first row.
 *
 * @param original the photograph
 * @param resized the whole photograph after resizing
 * @param top first resized row that was kept
 * @param left first resized column that was kept
 * @param content the rectangle that was kept
 * @param padded the rectangle with its padding: what the backbone sees
 */
public record Geometry(Size original, Size resized, int top, int left, Size content, Size padded) {

  /**
   * How many original rows one row of a map stands for, when the map covers the padded image: the
   * {@code scaleH} that brings such a map to the original's rows, if nothing was cropped.
   *
   * @param mapRows rows of the map: h for a map of patches
   * @return original.height / resized.height · padded.height / mapRows
   */
  public double rowScale(int mapRows) {
    return (double) original.height() / resized.height() * padded.height() / mapRows;
  }

  /**
   * How many original columns one column of a map stands for, as {@link #rowScale}.
   *
   * @param mapColumns columns of the map: w for a map of patches
   * @return original.width / resized.width · padded.width / mapColumns
   */
  public double columnScale(int mapColumns) {
    return (double) original.width() / resized.width() * padded.width() / mapColumns;
  }

  /**
   * Where a row of the prepared image lies in the original.
   *
   * @param row in the prepared image
   * @return (row + top + 0.5) · original.height / resized.height - 0.5
   */
  public double originalRow(double row) {
    return (row + top + 0.5) * original.height() / resized.height() - 0.5;
  }

  /**
   * Where a column of the prepared image lies in the original.
   *
   * @param column in the prepared image
   * @return (column + left + 0.5) · original.width / resized.width - 0.5
   */
  public double originalColumn(double column) {
    return (column + left + 0.5) * original.width() / resized.width() - 0.5;
  }

  /**
   * Where a row of the original lies in the prepared image; outside 0..content.height-1 if it was
   * cropped away.
   *
   * @param row in the original
   * @return (row + 0.5) · resized.height / original.height - 0.5 - top
   */
  public double preparedRow(double row) {
    return (row + 0.5) * resized.height() / original.height() - 0.5 - top;
  }

  /**
   * Where a column of the original lies in the prepared image, as {@link #preparedRow}.
   *
   * @param column in the original
   * @return (column + 0.5) · resized.width / original.width - 0.5 - left
   */
  public double preparedColumn(double column) {
    return (column + 0.5) * resized.width() / original.width() - 0.5 - left;
  }

  /**
   * The original row that resizing to the nearest pixel takes for each row of the content: the very
   * one that Pillow's {@code NEAREST} takes.
   *
   * @return content.height indices, 0..original.height-1
   */
  public int[] nearestRows() {
    return nearest(original.height(), resized.height(), top, content.height());
  }

  /**
   * The original column that resizing to the nearest pixel takes for each column of the content, as
   * {@link #nearestRows}.
   *
   * @return content.width indices, 0..original.width-1
   */
  public int[] nearestColumns() {
    return nearest(original.width(), resized.width(), left, content.width());
  }

  /**
   * The source index of outputs first..first+count-1. The position is summed up step by step, since
   * Pillow does so and the rounding of the sum decides ties.
   */
  private static int[] nearest(int inputs, int outputs, int first, int count) {
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

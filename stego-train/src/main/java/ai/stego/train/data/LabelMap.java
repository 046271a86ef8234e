package ai.stego.train.data;

import ai.stego.image.Geometry;
import ai.stego.image.Size;
import ai.stego.tensor.ShapeException;

/**
 * The class of each pixel of an image.
 *
 * @param height H
 * @param width W
 * @param labels H·W classes, row by row; {@link #IGNORED} where there is none; not copied
 */
public record LabelMap(int height, int width, int[] labels) {
  /** The label of a pixel that belongs to no class: it trains nothing and counts nowhere. */
  public static final int IGNORED = -1;

  /**
   * Checks the size.
   *
   * @param height H
   * @param width W
   * @param labels H·W classes, row by row
   * @throws ShapeException if the number of labels is not H·W
   */
  public LabelMap {
    ShapeException.require(
        height > 0 && width > 0 && labels.length == (long) height * width,
        "label map",
        height + " x " + width + " labels",
        labels.length + " labels");
  }

  /**
   * Cuts a rectangle out.
   *
   * @param top first row
   * @param left first column
   * @param cropHeight rows to keep
   * @param cropWidth columns to keep
   * @return a new map
   * @throws ShapeException if the rectangle is empty or does not lie inside the map
   */
  public LabelMap crop(int top, int left, int cropHeight, int cropWidth) {
    boolean inside =
        top >= 0
            && left >= 0
            && cropHeight >= 1
            && cropWidth >= 1
            && top <= height - cropHeight
            && left <= width - cropWidth;
    ShapeException.require(
        inside,
        "label map: crop",
        "a rectangle inside " + width + " x " + height,
        cropWidth + " x " + cropHeight + " at column " + left + ", row " + top);
    int[] kept = new int[cropHeight * cropWidth];
    for (int y = 0; y < cropHeight; y++) {
      System.arraycopy(labels, (top + y) * width + left, kept, y * cropWidth, cropWidth);
    }
    return new LabelMap(cropHeight, cropWidth, kept);
  }

  /**
   * Resizes and crops as its photograph is, by the nearest label: classes cannot be averaged.
   *
   * @param geometry how the photograph is prepared
   * @return a map of the geometry's content size
   * @throws ShapeException if the photograph has another size than this map
   */
  public LabelMap prepared(Geometry geometry) {
    Size size = new Size(height, width);
    ShapeException.require(
        geometry.original().equals(size), "label map: prepared", geometry.original(), size);
    int[] rows = geometry.nearestRows();
    int[] columns = geometry.nearestColumns();
    int[] kept = new int[rows.length * columns.length];
    int to = 0;
    for (int row : rows) {
      for (int column : columns) {
        kept[to++] = labels[row * width + column];
      }
    }
    return new LabelMap(rows.length, columns.length, kept);
  }
}

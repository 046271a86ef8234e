package ai.stego.train.report;

import ai.stego.image.Rgb;
import ai.stego.tensor.ShapeException;
import java.util.Arrays;
import java.util.List;

/** Puts pictures side by side in one: photograph, labels and masks of a few images, say. */
public final class ImageGrid {
  private static final int GAP = 2;
  private static final byte WHITE = (byte) 0xFF;

  private ImageGrid() {}

  /**
   * Puts pictures in rows from left to right and top to bottom, with a white gap of two pixels. A
   * cell is as large as the largest picture; smaller ones stand at its top left.
   *
   * @param pictures at least one
   * @param columns pictures in a row, at least 1
   * @return the grid
   * @throws ShapeException if there is no picture or no column
   */
  public static Rgb of(List<Rgb> pictures, int columns) {
    ShapeException.require(
        !pictures.isEmpty() && columns >= 1,
        "image grid",
        "at least one picture in a row",
        pictures.size() + " pictures, " + columns + " in a row");
    int across = Math.min(columns, pictures.size());
    int down = (pictures.size() + columns - 1) / columns;
    int cellHeight = pictures.stream().mapToInt(Rgb::height).max().getAsInt();
    int cellWidth = pictures.stream().mapToInt(Rgb::width).max().getAsInt();
    int height = Math.toIntExact((long) down * (cellHeight + GAP) - GAP);
    int width = Math.toIntExact((long) across * (cellWidth + GAP) - GAP);
    byte[] bytes = new byte[Math.toIntExact(3L * height * width)];
    Arrays.fill(bytes, WHITE);
    for (int i = 0; i < pictures.size(); i++) {
      Rgb picture = pictures.get(i);
      int top = i / columns * (cellHeight + GAP);
      int left = i % columns * (cellWidth + GAP);
      for (int y = 0; y < picture.height(); y++) {
        int to = ((top + y) * width + left) * 3;
        int length = picture.width() * 3;
        System.arraycopy(picture.bytes(), y * length, bytes, to, length);
      }
    }
    return new Rgb(height, width, bytes);
  }
}

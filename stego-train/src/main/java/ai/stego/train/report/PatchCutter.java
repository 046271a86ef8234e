package ai.stego.train.report;

import ai.stego.image.Geometry;
import ai.stego.image.Preprocess;
import ai.stego.image.Rgb;
import ai.stego.train.data.Dataset;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Cuts patches out of the photographs: a square with some of the surroundings, six patches wide, in
 * which a frame shows the patch itself.
 *
 * @param dataset the photographs
 * @param preprocess how they were prepared
 * @param side P, the patch's side in prepared pixels
 */
public record PatchCutter(Dataset dataset, Preprocess preprocess, int side) {
  /** The side of a cut-out in patches. */
  private static final int SURROUNDINGS = 6;

  /** The thickness of the frame is the cut-out's side through this, once white and once black. */
  private static final int FRAME = 64;

  private static final byte WHITE = (byte) 0xFF;
  private static final byte BLACK = 0;

  /**
   * Cuts all patches of a cluster out.
   *
   * @param patches which patches
   * @return a square of the photograph's own pixels for each; where the photograph ends it is moved
   *     inside, and it is no larger than the photograph
   * @throws IOException if a photograph cannot be read
   */
  public List<Rgb> cut(List<ClusterPatches.Patch> patches) throws IOException {
    List<Rgb> squares = new ArrayList<>();
    for (ClusterPatches.Patch patch : patches) {
      squares.add(cut(patch, dataset.image(patch.image())));
    }
    return squares;
  }

  private Rgb cut(ClusterPatches.Patch patch, Rgb photo) {
    Geometry geometry = preprocess.geometry(photo, side);
    // From the centres of pixels to their edges: half a pixel.
    double top = geometry.originalRow(patch.row() * side - 0.5) + 0.5;
    double bottom = geometry.originalRow((patch.row() + 1) * side - 0.5) + 0.5;
    double left = geometry.originalColumn(patch.column() * side - 0.5) + 0.5;
    double right = geometry.originalColumn((patch.column() + 1) * side - 0.5) + 0.5;
    int shorter = Math.min(photo.height(), photo.width());
    int length = (int) Math.max(1, Math.min(shorter, Math.rint(SURROUNDINGS * (bottom - top))));
    int row = begin((top + bottom) / 2, length, photo.height());
    int column = begin((left + right) / 2, length, photo.width());
    Stretch rows = Stretch.of(top - row, bottom - row, length);
    Stretch columns = Stretch.of(left - column, right - column, length);
    Box box = new Box(rows.from, columns.from, rows.to, columns.to);
    return framed(photo.crop(row, column, length, length), box);
  }

  /** The pixels of a side, the end exclusive: at least one, however much was enlarged. */
  private record Stretch(int from, int to) {
    static Stretch of(double from, double to, int length) {
      int first = (int) Math.max(0, Math.min(length - 1, Math.rint(from)));
      return new Stretch(first, (int) Math.max(first + 1, Math.rint(to)));
    }
  }

  /** Ends are exclusive. */
  private record Box(int top, int left, int bottom, int right) {
    /** How many pixels outside the box a pixel lies; 0 or less inside. */
    int outside(int y, int x) {
      int vertical = Math.max(top - y, y - bottom + 1);
      return Math.max(vertical, Math.max(left - x, x - right + 1));
    }
  }

  /** White around the patch and black around the white, to be seen on any ground. */
  private static Rgb framed(Rgb square, Box box) {
    int thickness = Math.max(1, square.width() / FRAME);
    byte[] bytes = square.bytes().clone();
    for (int y = 0; y < square.height(); y++) {
      for (int x = 0; x < square.width(); x++) {
        int outside = box.outside(y, x);
        if (outside > 0 && outside <= 2 * thickness) {
          int at = (y * square.width() + x) * 3;
          Arrays.fill(bytes, at, at + 3, outside <= thickness ? WHITE : BLACK);
        }
      }
    }
    return new Rgb(square.height(), square.width(), bytes);
  }

  /** The first pixel of a stretch around a middle, moved inside. */
  private static int begin(double middle, int length, int extent) {
    return (int) Math.max(0, Math.min(extent - length, Math.rint(middle - length / 2.0)));
  }
}

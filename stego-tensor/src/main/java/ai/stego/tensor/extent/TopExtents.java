package ai.stego.tensor.extent;

import ai.stego.tensor.ShapeException;
import ai.stego.tensor.Tensor;

/**
 * Extents of a search for the largest products.
 *
 * @param rows N
 * @param width D
 * @param from the first row that is searched for, inclusive
 * @param to the last, exclusive
 * @param count others of each
 */
public record TopExtents(int rows, int width, int from, int to, int count) {
  /**
   * Checks a search.
   *
   * @param rows (N,D)
   * @param from inclusive
   * @param to exclusive
   * @param count 1..N-1
   * @param indices (to - from)·count
   * @return the extents
   */
  public static TopExtents of(Tensor rows, int from, int to, int count, int[] indices) {
    Checks.rank("topProducts: rows", rows, 2, "(N,D)");
    int all = rows.shape().axis(0);
    ShapeException.require(
        0 <= from && from <= to && to <= all,
        "topProducts: range",
        "0 <= from <= to <= " + all,
        "from " + from + " to " + to);
    ShapeException.require(
        count >= 1 && count < all, "topProducts: count", "1 to " + (all - 1), count);
    long places = (long) (to - from) * count;
    ShapeException.require(
        places == indices.length, "topProducts: indices", places + " elements", indices.length);
    return new TopExtents(all, rows.shape().axis(1), from, to, count);
  }

  /**
   * Checks a search for every row.
   *
   * @param rows (N,D)
   * @param count 1..N-1
   * @param indices N·count
   * @return the extents
   */
  public static TopExtents ofAll(Tensor rows, int count, int[] indices) {
    Checks.rank("topProducts: rows", rows, 2, "(N,D)");
    return of(rows, 0, rows.shape().axis(0), count, indices);
  }

  /**
   * How many rows are searched for.
   *
   * @return to - from
   */
  public int queries() {
    return to - from;
  }
}

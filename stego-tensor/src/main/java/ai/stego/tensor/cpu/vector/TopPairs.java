package ai.stego.tensor.cpu.vector;

import ai.stego.tensor.Epilogue;
import ai.stego.tensor.cpu.CpuContext;
import java.util.function.IntConsumer;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The largest products of every row with other rows. A product is computed once and offered to both
 * of its rows, so that half of the N x N products suffice: blocks of columns follow one another,
 * and the threads share the rows above a block's diagonal. A block of products is sifted while it
 * is in the second-level cache, against the scores that rows and columns must reach.
 *
 * @param context memory and threads
 * @param rows N rows
 * @param best what was found
 */
record TopPairs(CpuContext context, RowBlock rows, SharedTopRows best) {
  private static final VectorSpecies<Float> S = Lanes.FLOATS;
  private static final int L = Lanes.COUNT;

  /** Columns of a block: with {@link GemmBlock#ROWS} rows its products take 96 KiB. */
  private static final int COLUMNS = 512;

  private static final int PANELS_GRAIN = 4;

  /** Compares all pairs. */
  void search(IntConsumer progress) {
    int count = rows.rows();
    for (int first = 0; first < count; first += COLUMNS) {
      int end = Math.min(first + COLUMNS, count);
      compare(first, end);
      progress.accept((int) ((double) end * end / count));
    }
  }

  /** Compares the rows {@code first} to {@code end - 1} with each other and with all before. */
  private void compare(int first, int end) {
    Panels layout = new Panels(rows.stride(), end - first, GemmTile.STRIDE);
    float[] panels = context.memory().borrow(layout.size());
    try {
      Panels.Columns from =
          new Panels.Columns(rows.values(), rows.at(first), rows.stride(), panels, 0);
      context
          .parallel()
          .ranges(
              layout.paddedColumns() / GemmTile.COLUMNS,
              PANELS_GRAIN,
              (panel, last) -> layout.packColumns(from, panel, last));
      VectorWeight columns = new VectorWeight(layout, panels, new float[layout.paddedColumns()]);
      context
          .parallel()
          .ranges(end, GemmBlock.ROWS, (row, last) -> compare(row, last, first, columns));
    } finally {
      context.memory().giveBack(panels);
    }
  }

  private void compare(int from, int to, int first, VectorWeight columns) {
    int count = columns.outputs();
    float[] products = context.memory().borrow((to - from) * count);
    try {
      GemmBlock.multiply(
          context.memory(),
          new RowBlock(rows.values(), rows.at(from), rows.stride(), to - from),
          columns,
          Epilogue.NONE,
          new RowBlock(products, 0, count, to - from));
      for (int row = from; row < to; row++) {
        int column = Math.max(first, row + 1);
        int at = (row - from) * count + column - first;
        sift(row, column, first + count, products, at);
      }
    } finally {
      context.memory().giveBack(products);
    }
  }

  /** Offers the products of a row with the rows {@code from} to {@code to - 1}. */
  private void sift(int row, int from, int to, float[] products, int at) {
    float[] least = best.least();
    int column = from;
    int place = at;
    for (; column <= to - L; column += L) {
      FloatVector score = FloatVector.fromArray(S, products, place);
      boolean any =
          score
              .compare(VectorOperators.GE, least[row])
              .or(score.compare(VectorOperators.GE, FloatVector.fromArray(S, least, column)))
              .anyTrue();
      if (any) {
        offer(row, column, column + L, products, place);
      }
      place += L;
    }
    offer(row, column, to, products, place);
  }

  private void offer(int row, int from, int to, float[] products, int at) {
    float[] least = best.least();
    for (int column = from; column < to; column++) {
      float score = products[at + column - from];
      if (score >= least[row]) {
        best.offer(row, column, score);
      }
      if (score >= least[column]) {
        best.offer(column, row, score);
      }
    }
  }
}

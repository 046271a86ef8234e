package ai.stego.tensor.cpu.vector;

import ai.stego.tensor.Epilogue;
import ai.stego.tensor.Parallel;
import ai.stego.tensor.cpu.CpuContext;
import ai.stego.tensor.extent.ProductExtents;

/**
 * A product of two matrices, either of which may be transposed: the right one is packed, blocks of
 * the left one are turned as they are copied, and the tile is that of every other product.
 *
 * @param extents M, K, N
 * @param a the left matrix
 * @param transposeA whether it is transposed
 * @param b the right matrix
 * @param transposeB whether it is transposed
 */
record VectorProduct(
    ProductExtents extents, RowBlock a, boolean transposeA, RowBlock b, boolean transposeB) {
  private static final int PANELS_GRAIN = 4;

  /** Computes out on the threads of {@code context}. */
  void run(CpuContext context, Epilogue epilogue, RowBlock out) {
    Panels layout = new Panels(extents.inputs(), extents.outputs(), GemmTile.STRIDE);
    float[] panels = context.memory().borrow(layout.size());
    try {
      if (transposeB) {
        packColumns(layout, panels, context.parallel());
      } else {
        packRows(layout, panels, context.parallel());
      }
      VectorWeight weight = new VectorWeight(layout, panels, new float[layout.paddedColumns()]);
      context
          .parallel()
          .ranges(
              extents.rows(),
              grain(),
              (from, to) ->
                  GemmBlock.multiply(
                      context.memory(),
                      left(from, to - from),
                      weight,
                      epilogue,
                      new RowBlock(out.values(), out.at(from), out.stride(), to - from)));
    } finally {
      context.memory().giveBack(panels);
    }
  }

  /** Blocks of nearly equal size: gradients of weights have few rows and a long way down. */
  private int grain() {
    int blocks = Math.max(1, (extents.rows() + GemmBlock.ROWS - 1) / GemmBlock.ROWS);
    int rows = (extents.rows() + blocks - 1) / blocks;
    return Math.max(GemmTile.ROWS, Lanes.roundUp(rows, GemmTile.ROWS));
  }

  private LeftBlock left(int from, int count) {
    return transposeA
        ? new ColumnBlock(a.values(), a.start() + from, a.stride(), count)
        : new RowBlock(a.values(), a.at(from), a.stride(), count);
  }

  private void packColumns(Panels layout, float[] panels, Parallel parallel) {
    Panels.Columns from = new Panels.Columns(b.values(), b.start(), b.stride(), panels, 0);
    parallel.ranges(
        layout.paddedColumns() / GemmTile.COLUMNS,
        PANELS_GRAIN,
        (first, last) -> layout.packColumns(from, first, last));
  }

  private void packRows(Panels layout, float[] panels, Parallel parallel) {
    int across = layout.paddedColumns() / GemmTile.COLUMNS;
    int chunks = (layout.depth() + layout.chunk() - 1) / layout.chunk();
    parallel.ranges(
        across * chunks,
        PANELS_GRAIN,
        (first, last) -> {
          for (int i = first; i < last; i++) {
            int chunk = i / across * layout.chunk();
            layout.packRows(b, chunk, i % across * GemmTile.COLUMNS, panels);
          }
        });
  }
}

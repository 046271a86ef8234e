package ai.stego.tensor.cpu.vector;

import ai.stego.tensor.Epilogue;
import ai.stego.tensor.cpu.HostAllocator;
import java.util.Arrays;

/**
 * One block of rows of a matrix product, on the calling thread (Goto and van de Geijn 2008,
 * "Anatomy of high-performance matrix multiplication": a panel of B stays in the first-level cache,
 * the block of A in the second).
 */
final class GemmBlock {
  /** Rows that are worked on at once; their copies of one chunk take 72 KiB. */
  static final int ROWS = 48;

  private GemmBlock() {}

  /**
   * out = epilogue(x·Wᵀ + b).
   *
   * @param memory lends scratch
   * @param x rows of K values, at most {@link #ROWS}
   * @param weight (N,K)
   * @param epilogue what happens to each value at the end
   * @param out as many rows of N values
   */
  static void multiply(
      HostAllocator memory, LeftBlock x, VectorWeight weight, Epilogue epilogue, RowBlock out) {
    float[] a = memory.borrow(Lanes.roundUp(x.rows(), GemmTile.ROWS) * GemmTile.STRIDE);
    try {
      Panels layout = weight.layout();
      boolean add = epilogue == Epilogue.ACCUMULATE;
      if (add) {
        addBias(weight, out);
      }
      for (int k = 0; k == 0 || k < layout.depth(); k += layout.chunk()) {
        copyRows(x, layout, k, a);
        multiplyChunk(
            add || k > 0
                ? GemmTile.adding(a, weight.panels(), out.values(), out.stride())
                : GemmTile.from(weight.bias(), a, weight.panels(), out.values(), out.stride()),
            layout,
            k,
            out);
      }
      finish(epilogue, out, layout.columns());
    } finally {
      memory.giveBack(a);
    }
  }

  /** What is added to begins with the bias, too. */
  private static void addBias(VectorWeight weight, RowBlock out) {
    for (int row = 0; row < out.rows(); row++) {
      Elementwise.addScaled(weight.bias(), 0, 1, out.values(), out.at(row), weight.outputs());
    }
  }

  /** Copies one chunk of the rows to where the tile reads them; missing rows are zero. */
  private static void copyRows(LeftBlock x, Panels layout, int from, float[] a) {
    int depth = layout.chunkDepth(from);
    x.copyChunk(from, depth, a);
    for (int row = x.rows(); row % GemmTile.ROWS != 0; row++) {
      Arrays.fill(a, row * GemmTile.STRIDE, row * GemmTile.STRIDE + depth, 0);
    }
  }

  private static void multiplyChunk(GemmTile tile, Panels layout, int from, RowBlock out) {
    int depth = layout.chunkDepth(from);
    boolean ragged = out.rows() % GemmTile.ROWS + layout.columns() % GemmTile.COLUMNS != 0;
    GemmTile beside = ragged ? tile.beside() : null;
    for (int j = 0; j < layout.columns(); j += GemmTile.COLUMNS) {
      int b = layout.offset(from, j);
      int columns = Math.min(GemmTile.COLUMNS, layout.columns() - j);
      for (int row = 0; row < out.rows(); row += GemmTile.ROWS) {
        int a = row * GemmTile.STRIDE;
        int rows = Math.min(GemmTile.ROWS, out.rows() - row);
        if (rows == GemmTile.ROWS && columns == GemmTile.COLUMNS) {
          int c = out.at(row) + j;
          tile.run(depth, a, b, c, tile.adds() ? c : j);
        } else {
          beside.run(depth, a, b, 0, tile.adds() ? 0 : j);
          tile.storeCorner(beside, out.at(row) + j, rows, columns);
        }
      }
    }
  }

  /** GELU and ReLU run over whole rows afterwards: inside the tile they would cost a third. */
  private static void finish(Epilogue epilogue, RowBlock out, int columns) {
    if (epilogue != Epilogue.GELU && epilogue != Epilogue.RELU) {
      return;
    }
    boolean joined = out.stride() == columns;
    int runs = joined ? 1 : out.rows();
    int count = joined ? out.rows() * columns : columns;
    for (int run = 0; run < runs; run++) {
      if (epilogue == Epilogue.GELU) {
        Elementwise.gelu(out.values(), out.at(run), count);
      } else {
        Elementwise.relu(out.values(), out.at(run), count);
      }
    }
  }
}

package ai.stego.tensor.cpu.vector;

import ai.stego.tensor.Epilogue;
import ai.stego.tensor.cpu.HostAllocator;
import java.util.Arrays;

/**
 * Some rows of a matrix product, block by block on the calling thread (Goto and van de Geijn 2008,
 * "Anatomy of high-performance matrix multiplication": a panel of B stays in the first-level cache,
 * the block of A in the second).
 */
final class GemmBlock implements PerThread.Worker {
  /** Rows that are worked on at once; their copies of one chunk take 72 KiB. */
  static final int ROWS = 48;

  private final HostAllocator memory;
  private final LeftBlock x;
  private final VectorWeight weight;
  private final Panels layout;
  private final Epilogue epilogue;
  private final RowBlock out;
  private final float[] a;
  private final float[] corner;
  private final GemmTile first;
  private final GemmTile more;
  private final GemmTile besideFirst;
  private final GemmTile besideMore;

  /**
   * Prepares out = epilogue(x·Wᵀ + b) and takes scratch until {@link #close}.
   *
   * @param memory lends it
   * @param x rows of K values
   * @param weight (N,K)
   * @param epilogue what happens to each value at the end
   * @param out as many rows of N values
   */
  GemmBlock(
      HostAllocator memory, LeftBlock x, VectorWeight weight, Epilogue epilogue, RowBlock out) {
    this.memory = memory;
    this.x = x;
    this.weight = weight;
    this.epilogue = epilogue;
    this.out = out;
    layout = weight.layout();
    int most = Lanes.roundUp(Math.min(ROWS, x.rows()), GemmTile.ROWS);
    a = memory.borrow(most * GemmTile.STRIDE);
    more = GemmTile.adding(a, weight.panels(), out.values(), out.stride());
    first =
        epilogue == Epilogue.ACCUMULATE
            ? more
            : GemmTile.from(weight.bias(), a, weight.panels(), out.values(), out.stride());
    boolean ragged = out.rows() % GemmTile.ROWS + layout.columns() % GemmTile.COLUMNS != 0;
    corner = ragged ? memory.borrow(GemmTile.ROWS * GemmTile.COLUMNS) : null;
    besideFirst = ragged ? first.beside(corner) : null;
    besideMore = ragged && layout.depth() > layout.chunk() ? more.beside(corner) : null;
  }

  /** Computes all rows of a product. */
  static void multiply(
      HostAllocator memory, LeftBlock x, VectorWeight weight, Epilogue epilogue, RowBlock out) {
    try (GemmBlock block = new GemmBlock(memory, x, weight, epilogue, out)) {
      block.run(0, out.rows());
    }
  }

  /** Computes the rows {@code from} to {@code to - 1}. */
  void run(int from, int to) {
    for (int row = from; row < to; row += ROWS) {
      int count = Math.min(ROWS, to - row);
      if (epilogue == Epilogue.ACCUMULATE) {
        addBias(row, count);
      }
      multiply(row, count);
      finish(row, count);
    }
  }

  /** What is added to begins with the bias, too. */
  private void addBias(int from, int count) {
    for (int row = from; row < from + count; row++) {
      Elementwise.addScaled(weight.bias(), 0, 1, out.values(), out.at(row), weight.outputs());
    }
  }

  /** Multiplies one block of rows, a chunk of the depth after the other. */
  private void multiply(int from, int count) {
    for (int k = 0; k == 0 || k < layout.depth(); k += layout.chunk()) {
      int depth = layout.chunkDepth(k);
      x.copyChunk(from, count, k, depth, a);
      for (int row = count; row % GemmTile.ROWS != 0; row++) {
        Arrays.fill(a, row * GemmTile.STRIDE, row * GemmTile.STRIDE + depth, 0);
      }
      for (int j = 0; j < layout.columns(); j += GemmTile.COLUMNS) {
        multiplyPanel(from, count, k, j);
      }
    }
  }

  private void multiplyPanel(int from, int count, int k, int j) {
    GemmTile tile = k == 0 ? first : more;
    int depth = layout.chunkDepth(k);
    int panel = layout.offset(k, j);
    int columns = Math.min(GemmTile.COLUMNS, layout.columns() - j);
    for (int row = 0; row < count; row += GemmTile.ROWS) {
      int rows = Math.min(GemmTile.ROWS, count - row);
      int c = out.at(from + row) + j;
      if (rows == GemmTile.ROWS && columns == GemmTile.COLUMNS) {
        tile.run(depth, row * GemmTile.STRIDE, panel, c, tile.adds() ? c : j);
      } else {
        GemmTile beside = k == 0 ? besideFirst : besideMore;
        if (tile.adds()) {
          tile.loadCorner(beside, c, rows, columns);
        }
        beside.run(depth, row * GemmTile.STRIDE, panel, 0, tile.adds() ? 0 : j);
        tile.storeCorner(beside, c, rows, columns);
      }
    }
  }

  /** GELU and ReLU run over whole rows afterwards: inside the tile they would cost a third. */
  private void finish(int from, int rowCount) {
    if (epilogue != Epilogue.GELU && epilogue != Epilogue.RELU) {
      return;
    }
    int columns = layout.columns();
    boolean joined = out.stride() == columns;
    int runs = joined ? 1 : rowCount;
    int count = joined ? rowCount * columns : columns;
    for (int run = 0; run < runs; run++) {
      if (epilogue == Epilogue.GELU) {
        Elementwise.gelu(out.values(), out.at(from + run), count);
      } else {
        Elementwise.relu(out.values(), out.at(from + run), count);
      }
    }
  }

  @Override
  public void close() {
    memory.giveBack(a);
    if (corner != null) {
      memory.giveBack(corner);
    }
  }
}

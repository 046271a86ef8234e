package ai.stego.tensor.cpu;

import ai.stego.tensor.Epilogue;
import ai.stego.tensor.MatrixOps;
import ai.stego.tensor.PackedWeight;
import ai.stego.tensor.Scope;
import ai.stego.tensor.Tensor;
import ai.stego.tensor.extent.TopExtents;

/**
 * The largest products of rows with other rows: matrix products of blocks, so that no N x N matrix
 * is ever held.
 */
final class TopProducts {
  /** Rows that all queries are compared with at a time, as the columns of a product. */
  private static final int CANDIDATES = 4096;

  /** Rows of a product. */
  private static final int QUERIES = 512;

  private static final int GRAIN = 16;

  private TopProducts() {}

  static void search(
      CpuContext context, MatrixOps matrix, Tensor rows, TopExtents e, int[] indices) {
    TopRows top = new TopRows(e.from(), e.count(), indices);
    for (int first = 0; first < e.rows(); first += CANDIDATES) {
      int end = Math.min(first + CANDIDATES, e.rows());
      try (Scope scope = new Scope(context.memory())) {
        PackedWeight candidates = matrix.pack(rows.range(first, end), null, scope);
        for (int query = e.from(); query < e.to(); query += QUERIES) {
          int last = Math.min(query + QUERIES, e.to());
          float[] products = product(context, matrix, rows.range(query, last), candidates);
          int columns = end - first;
          int block = query;
          int firstCandidate = first;
          context
              .parallel()
              .ranges(
                  last - query,
                  GRAIN,
                  (low, high) -> {
                    for (int row = low; row < high; row++) {
                      top.offer(block + row, firstCandidate, products, row * columns, columns);
                    }
                  });
        }
      }
    }
  }

  private static float[] product(
      CpuContext context, MatrixOps matrix, Tensor queries, PackedWeight candidates) {
    try (Scope scope = new Scope(context.memory())) {
      Tensor product = scope.tensor(queries.shape().axis(0), candidates.outputs());
      matrix.linear(queries, candidates, Epilogue.NONE, product);
      return product.toArray();
    }
  }
}

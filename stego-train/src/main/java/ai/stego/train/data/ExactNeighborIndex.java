package ai.stego.train.data;

import ai.stego.tensor.Backend;
import ai.stego.tensor.Epilogue;
import ai.stego.tensor.InputException;
import ai.stego.tensor.PackedWeight;
import ai.stego.tensor.Scope;
import ai.stego.tensor.Shape;
import ai.stego.tensor.ShapeException;
import ai.stego.tensor.Tensor;
import ai.stego.train.Progress;

/**
 * Compares every vector with every other: cos(i, j) = v[i]·v[j], as matrix products of blocks, so
 * that no N x N matrix is ever held. Of equal cosines the lower index comes first. The same result
 * whatever the number of threads.
 */
public final class ExactNeighborIndex implements NeighborIndex {
  /** Vectors that all others are compared with at a time, as the columns of a product. */
  static final int CANDIDATES = 4096;

  /** Rows of a product. */
  static final int QUERIES = 512;

  private static final int GRAIN = 16;

  private final Backend backend;

  /**
   * Prepares.
   *
   * @param backend where the products are computed
   */
  public ExactNeighborIndex(Backend backend) {
    this.backend = backend;
  }

  @Override
  public Neighbors search(Tensor vectors, int count, Progress progress) {
    ShapeException.require(
        vectors.shape().rank() == 2, "neighbours: vectors", "(N,D)", vectors.shape());
    int images = vectors.shape().axis(0);
    if (images < 2 || count < 1 || count >= images) {
      throw new InputException(
          "neighbours: " + count + " of each of " + images + " images cannot be found");
    }
    TopRows top = new TopRows(images, count);
    for (int first = 0; first < images; first += CANDIDATES) {
      int end = Math.min(first + CANDIDATES, images);
      try (Scope scope = backend.scope()) {
        PackedWeight candidates = backend.matrix().pack(vectors.range(first, end), null, scope);
        for (int query = 0; query < images; query += QUERIES) {
          int last = Math.min(query + QUERIES, images);
          compare(vectors.range(query, last), query, candidates, first, top);
        }
      }
      progress.at("neighbours", end, images);
    }
    return new Neighbors(images, count, top.indices());
  }

  private void compare(
      Tensor queries, int firstQuery, PackedWeight candidates, int firstCandidate, TopRows top) {
    int rows = queries.shape().axis(0);
    int columns = candidates.outputs();
    try (Scope scope = backend.scope()) {
      Tensor product = scope.tensor(Shape.of(rows, columns));
      backend.matrix().linear(queries, candidates, Epilogue.NONE, product);
      float[] cosines = product.toArray();
      backend
          .parallel()
          .ranges(
              rows,
              GRAIN,
              (from, to) -> {
                for (int row = from; row < to; row++) {
                  top.offer(firstQuery + row, firstCandidate, cosines, row * columns, columns);
                }
              });
    }
  }
}

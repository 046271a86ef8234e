package ai.stego.train.data;

import ai.stego.tensor.Backend;
import ai.stego.tensor.InputException;
import ai.stego.tensor.ShapeException;
import ai.stego.tensor.Tensor;
import ai.stego.train.Progress;

/**
 * Compares every vector with every other: cos(i, j) = v[i]·v[j], without ever holding an N x N
 * matrix. Of equal cosines the lower index comes first. The same result whatever the number of
 * threads.
 */
public final class ExactNeighborIndex implements NeighborIndex {
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
    int[] indices = new int[Math.multiplyExact(images, count)];
    backend
        .cluster()
        .topProducts(vectors, count, indices, done -> progress.at("neighbours", done, images));
    return new Neighbors(images, count, indices);
  }
}

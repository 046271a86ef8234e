package ai.stego.train.data;

import ai.stego.tensor.InputException;
import ai.stego.tensor.Tensor;
import ai.stego.train.Progress;

/** A way to find the most alike of many vectors: exact, or an approximate one of the user's own. */
@FunctionalInterface
public interface NeighborIndex {
  /**
   * Finds neighbours of each vector among the others.
   *
   * @param vectors (N,D), each of length 1, N at least 2
   * @param count neighbours of each, 1..N-1
   * @param progress hears how far it is
   * @return the neighbours by falling cosine
   * @throws InputException if the numbers do not fit
   */
  Neighbors search(Tensor vectors, int count, Progress progress);
}

package ai.stego.train.data;

import ai.stego.tensor.ShapeException;

/**
 * The images most alike to each image, the most alike first. An image is not its own neighbour.
 *
 * @param images N
 * @param count neighbours of each image, 1..N-1
 * @param indices (N,count), row by row; not copied
 */
public record Neighbors(int images, int count, int[] indices) {
  /**
   * Checks the sizes.
   *
   * @param images N
   * @param count neighbours of each image, 1..N-1
   * @param indices (N,count), row by row
   * @throws ShapeException if they do not fit
   */
  public Neighbors {
    ShapeException.require(
        count >= 1 && count < images && indices.length == (long) images * count,
        "neighbours",
        images + " x " + count + " indices, fewer than " + images + " of each",
        indices.length + " indices");
  }

  /**
   * One neighbour.
   *
   * @param image 0..N-1
   * @param rank 0 for the most alike, to count - 1
   * @return the index of the neighbour
   */
  public int get(int image, int rank) {
    return indices[image * count + rank];
  }
}

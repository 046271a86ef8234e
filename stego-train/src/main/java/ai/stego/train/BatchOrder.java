package ai.stego.train;

import ai.stego.tensor.InputException;
import ai.stego.tensor.Rng;

/**
 * Which images a step takes: one permutation of all images after the other, cut into batches. It
 * depends on the seed and the step alone, so a resumed run goes on as if it had never stopped.
 */
public final class BatchOrder {
  private final Rng rng;
  private final int images;
  private final int batch;
  private long epoch = -1;
  private int[] order;

  /**
   * Makes an order.
   *
   * @param seed what the permutations follow from
   * @param images N, at least 1; fewer than the batch is fine, images then occur more than once
   * @param batch B, at least 1
   * @throws InputException if one of them is below 1
   */
  public BatchOrder(long seed, int images, int batch) {
    if (images < 1 || batch < 1) {
      throw new InputException("batch order: " + images + " images in batches of " + batch);
    }
    this.rng = Rng.of(seed).split("batch order");
    this.images = images;
    this.batch = batch;
  }

  /**
   * The images of a step.
   *
   * @param step 0 for the first
   * @return B indices
   */
  public int[] images(long step) {
    int[] chosen = new int[batch];
    for (int i = 0; i < batch; i++) {
      long position = step * batch + i;
      chosen[i] = permutation(position / images)[(int) (position % images)];
    }
    return chosen;
  }

  private int[] permutation(long wanted) {
    if (epoch != wanted) {
      order = rng.split("epoch " + wanted).permutation(images);
      epoch = wanted;
    }
    return order;
  }
}

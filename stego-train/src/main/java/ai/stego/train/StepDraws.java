package ai.stego.train;

import ai.stego.tensor.Rng;
import ai.stego.tensor.Shape;
import ai.stego.train.data.Neighbors;

/**
 * The random choices of one step of the correspondence loss (Hamilton et al. 2022, section 3.2).
 *
 * @param first (B,S,S,2): where each image is sampled, (x,y) in [-1, 1]
 * @param second (B,S,S,2): where what it is compared with is sampled
 * @param shuffles (R,B): for each negative and image the image that it is compared with
 */
public record StepDraws(float[] first, float[] second, int[][] shuffles) {
  /**
   * Draws.
   *
   * @param rng the generator of this step
   * @param batch B
   * @param samples S
   * @param negatives R
   * @return the choices
   */
  public static StepDraws of(Rng rng, int batch, int samples, int negatives) {
    int count = Math.toIntExact(Shape.of(batch, samples, samples, 2).size());
    float[] first = coordinates(rng.split("first coordinates"), count);
    float[] second = coordinates(rng.split("second coordinates"), count);
    int[][] shuffles = new int[negatives][];
    for (int i = 0; i < negatives; i++) {
      shuffles[i] = shuffle(rng.split("shuffle " + i), batch);
    }
    return new StepDraws(first, second, shuffles);
  }

  /**
   * Draws one neighbour for each image of a batch.
   *
   * @param rng the generator of this step
   * @param neighbors of all images
   * @param ranks a neighbour is one of the so many most alike, or of all where there are fewer
   * @param images B indices
   * @return B indices of neighbours
   */
  public static int[] neighbors(Rng rng, Neighbors neighbors, int ranks, int[] images) {
    Rng draws = rng.split("neighbours");
    int[] chosen = new int[images.length];
    for (int i = 0; i < images.length; i++) {
      chosen[i] = neighbors.get(images[i], draws.nextInt(Math.min(ranks, neighbors.count())));
    }
    return chosen;
  }

  private static float[] coordinates(Rng rng, int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = rng.nextFloat() * 2 - 1;
    }
    return values;
  }

  /**
   * A random permutation with each fixed point moved one on (mod B), as the reference does it: no
   * image is compared with itself, and some may be drawn twice.
   */
  private static int[] shuffle(Rng rng, int batch) {
    int[] order = rng.permutation(batch);
    for (int i = 0; i < batch; i++) {
      if (order[i] == i) {
        order[i] = (i + 1) % batch;
      }
    }
    return order;
  }
}

package ai.stego.train.data;

import ai.stego.tensor.Backend;
import ai.stego.tensor.InputException;
import ai.stego.tensor.Scope;
import ai.stego.tensor.Tensor;
import ai.stego.train.Progress;
import java.util.stream.IntStream;

/**
 * Which images of a dataset are most alike: the features of an image are averaged over its
 * positions, brought to length 1 and compared by their cosine.
 *
 * <p>Source: Hamilton et al. 2022, section 3.2, and the reference's {@code precompute_knns}, which
 * leaves dropout on and fails below 30 images; both are not so here.
 */
public final class NearestNeighbors {
  private static final int BATCH = 16;

  /** What an array can hold, and a file of four bytes each in one buffer. */
  private static final int MOST = Integer.MAX_VALUE / Integer.BYTES - 64;

  private NearestNeighbors() {}

  /**
   * Finds neighbours exactly.
   *
   * @param features the images' features
   * @param count neighbours of each image; if there are fewer other images, all of them
   * @param backend computes the products; the features are read into its memory
   * @param progress hears how far it is
   * @return the neighbours
   * @throws InputException if there is only one image, the count is below 1, or a feature is not
   *     finite
   */
  public static Neighbors of(
      FeatureSource features, int count, Backend backend, Progress progress) {
    return of(features, count, backend, new ExactNeighborIndex(backend), progress);
  }

  /**
   * Finds neighbours with an index of the caller's choice.
   *
   * @param features the images' features
   * @param count neighbours of each image; if there are fewer other images, all of them
   * @param backend the features are read into its memory
   * @param index finds the neighbours of the images' mean features
   * @param progress hears how far it is
   * @return the neighbours
   * @throws InputException if there is only one image, the count is below 1, or a feature is not
   *     finite
   */
  public static Neighbors of(
      FeatureSource features, int count, Backend backend, NeighborIndex index, Progress progress) {
    int clipped = clip(features.images(), count);
    try (Scope scope = backend.scope()) {
      Tensor means = scope.tensor(features.images(), features.width());
      for (int from = 0; from < features.images(); from += BATCH) {
        int to = Math.min(from + BATCH, features.images());
        means.range(from, to).write(means(features, from, to, backend));
        progress.at("mean features", to, features.images());
      }
      backend.row().normalize(means, means);
      return index.search(means, clipped, progress);
    }
  }

  /**
   * How many neighbours each image can have.
   *
   * @param images N
   * @param wanted how many are wanted, at least 1
   * @return min(wanted, N - 1)
   * @throws InputException if there is only one image, none is wanted, or all of them together are
   *     more than an array can hold
   */
  public static int clip(int images, int wanted) {
    if (images < 2) {
      throw new InputException(
          "neighbours: " + images + " image has no others to be like; 2 or more are needed");
    }
    if (wanted < 1) {
      throw new InputException("neighbours: expected 1 or more of each image, got " + wanted);
    }
    int clipped = Math.min(wanted, images - 1);
    if ((long) images * clipped > MOST) {
      throw new InputException(
          "neighbours: "
              + clipped
              + " of each of "
              + images
              + " images; at most "
              + MOST / images
              + " of each can be held");
    }
    return clipped;
  }

  /** (to - from, F): the average over positions, summed in their order in double. */
  private static float[] means(FeatureSource features, int from, int to, Backend backend) {
    int width = features.width();
    int positions = features.rows() * features.columns();
    float[] means = new float[(to - from) * width];
    try (Scope scope = backend.scope()) {
      Tensor batch = scope.tensor(to - from, features.rows(), features.columns(), width);
      features.read(IntStream.range(from, to).toArray(), batch);
      float[] values = batch.toArray();
      backend
          .parallel()
          .ranges(
              to - from,
              1,
              (first, end) -> {
                for (int b = first; b < end; b++) {
                  mean(values, b * positions * width, positions, means, b * width, width);
                }
              });
    }
    for (int i = 0; i < means.length; i++) {
      if (!Float.isFinite(means[i])) {
        throw new InputException(
            "neighbours: the features of image " + (from + i / width) + " are not finite");
      }
    }
    return means;
  }

  private static void mean(
      float[] values, int offset, int positions, float[] means, int at, int width) {
    double[] sums = new double[width];
    for (int p = 0; p < positions; p++) {
      for (int f = 0; f < width; f++) {
        sums[f] += values[offset + p * width + f];
      }
    }
    for (int f = 0; f < width; f++) {
      means[at + f] = (float) (sums[f] / positions);
    }
  }
}

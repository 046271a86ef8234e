package ai.stego.train.report;

import ai.stego.segment.SegmentationHead;
import ai.stego.tensor.Backend;
import ai.stego.tensor.InputException;
import ai.stego.tensor.Scope;
import ai.stego.tensor.Tensor;
import ai.stego.train.data.FeatureSource;
import java.util.List;
import java.util.Optional;

/**
 * Finds the patches that are most typical of each cluster: of those that belong to it, the ones
 * whose codes have the largest cosine with its centroid. All features are read once, image by
 * image. The same input gives the same patches: of equal cosines the earlier image's, and there the
 * earlier patch's, counts.
 *
 * @param perCluster most patches of a cluster, at least 1
 * @param perImage most patches of a cluster from one image, at least 1; they are at least three
 *     rows or columns apart
 */
public record ClusterPatches(int perCluster, int perImage) {
  /**
   * Checks the numbers.
   *
   * @param perCluster most patches of a cluster, at least 1
   * @param perImage most patches of a cluster from one image, at least 1
   * @throws InputException if one is below 1
   */
  public ClusterPatches {
    if (perCluster < 1 || perImage < 1) {
      throw new InputException(
          "cluster patches: expected at least 1, got " + perCluster + " and " + perImage);
    }
  }

  /**
   * One patch.
   *
   * @param image its index in the dataset
   * @param row 0..h-1
   * @param column 0..w-1
   * @param cosine of its code and the centroid
   */
  public record Patch(int image, int row, int column, float cosine) {}

  /**
   * What was found.
   *
   * @param typical the patches of each of the K+E clusters, the most typical first
   * @param counts how many patches of the whole set each cluster has; not copied
   */
  public record Found(List<List<Patch>> typical, long[] counts) {
    /**
     * The part of the set that a cluster has.
     *
     * @param cluster 0..K+E-1
     * @return 0..1
     */
    public double share(int cluster) {
      long sum = 0;
      for (long count : counts) {
        sum += count;
      }
      return sum == 0 ? 0 : counts[cluster] / (double) sum;
    }
  }

  /**
   * Reads all features and finds the patches.
   *
   * @param features of all images
   * @param head features to codes; empty if the features are the codes
   * @param centroids (K+E,Z)
   * @param backend where it runs
   * @return for each cluster its patches
   */
  public Found find(
      FeatureSource features, Optional<SegmentationHead> head, Tensor centroids, Backend backend) {
    int clusters = centroids.shape().axis(0);
    TypicalPatches typical = new TypicalPatches(this, clusters, features.columns());
    int patches = features.rows() * features.columns();
    try (Scope scope = backend.scope()) {
      Tensor read = scope.tensor(1, features.rows(), features.columns(), features.width());
      Tensor cosines = scope.tensor(patches, clusters);
      for (int image = 0; image < features.images(); image++) {
        features.read(new int[] {image}, read);
        try (Scope scratch = backend.scope()) {
          Tensor flat = read.reshape(1, patches, features.width());
          Tensor codes = head.isPresent() ? head.get().forward(flat, scratch) : flat;
          backend.cluster().cosine(codes.reshape(patches, -1), centroids, cosines);
        }
        typical.add(image, cosines.toArray());
      }
    }
    return typical.found();
  }
}

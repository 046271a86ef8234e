package ai.stego.segment;

import ai.stego.tensor.Backend;
import ai.stego.tensor.Scope;
import ai.stego.tensor.Tensor;
import java.util.Arrays;

/** The state of one run of Lloyd's algorithm. */
final class LloydIteration {
  private final Backend backend;
  private final Tensor points;
  private final Tensor centroids;
  private final Tensor sums;
  private final int[] labels;
  private final int[] newLabels;
  private final float[] distances;
  private final long[] counts;

  LloydIteration(Backend backend, Tensor points, Tensor centroids, Scope scratch) {
    int count = points.shape().axis(0);
    this.backend = backend;
    this.points = points;
    this.centroids = centroids;
    this.sums = scratch.tensor(centroids.shape());
    this.labels = new int[count];
    this.newLabels = new int[count];
    this.distances = new float[count];
    this.counts = new long[centroids.shape().axis(0)];
    Arrays.fill(labels, -1);
  }

  /** Gives each point its nearest centroid; says whether any label changed. */
  boolean assign() {
    backend.cluster().nearest(points, centroids, newLabels, distances);
    boolean changed = !Arrays.equals(labels, newLabels);
    System.arraycopy(newLabels, 0, labels, 0, labels.length);
    return changed;
  }

  /** Moves each centroid to the mean of its points, and empty clusters to the farthest points. */
  void update(boolean unitLength) {
    backend.cluster().clusterSums(points, labels, sums, counts);
    float[] values = sums.toArray();
    int width = values.length / counts.length;
    for (int k = 0; k < counts.length; k++) {
      if (counts[k] == 0) {
        float[] far = takeFarthest();
        System.arraycopy(far, 0, values, k * width, width);
      } else {
        for (int c = k * width; c < (k + 1) * width; c++) {
          values[c] /= counts[k];
        }
      }
    }
    centroids.write(values);
    if (unitLength) {
      backend.row().normalize(centroids, centroids);
    }
  }

  /** The point farthest from its centroid; it will not be taken twice. */
  private float[] takeFarthest() {
    int farthest = 0;
    for (int i = 1; i < distances.length; i++) {
      if (distances[i] > distances[farthest]) {
        farthest = i;
      }
    }
    distances[farthest] = -1;
    return points.range(farthest, farthest + 1).toArray();
  }

  int[] labels() {
    return labels.clone();
  }

  double inertia() {
    double sum = 0;
    for (float distance : distances) {
      sum += distance;
    }
    return sum;
  }
}

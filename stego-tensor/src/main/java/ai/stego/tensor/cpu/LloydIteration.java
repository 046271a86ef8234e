package ai.stego.tensor.cpu;

import ai.stego.tensor.ClusterOps;
import ai.stego.tensor.RowOps;
import ai.stego.tensor.Scope;
import ai.stego.tensor.Tensor;
import java.util.Arrays;

/** The state of one problem of Lloyd's algorithm. */
final class LloydIteration {
  private final ClusterOps clusters;
  private final RowOps rows;
  private final Tensor points;
  private final Tensor centroids;
  private final Tensor sums;
  private final int[] labels;
  private final int[] newLabels;
  private final float[] distances;
  private final long[] counts;

  LloydIteration(ClusterOps clusters, RowOps rows, Tensor points, Tensor centroids, Scope scratch) {
    int count = points.shape().axis(0);
    this.clusters = clusters;
    this.rows = rows;
    this.points = points;
    this.centroids = centroids;
    this.sums = scratch.tensor(centroids.shape());
    this.labels = new int[count];
    this.newLabels = new int[count];
    this.distances = new float[count];
    this.counts = new long[centroids.shape().axis(0)];
    Arrays.fill(labels, -1);
  }

  /** Runs until no label changes, or as often as allowed; returns how often centroids moved. */
  int run(int iterations, boolean unitLength) {
    int ran = 0;
    boolean moved = assign();
    while (moved && ran < iterations) {
      update(unitLength);
      moved = assign();
      ran++;
    }
    return ran;
  }

  /** Gives each point its nearest centroid; says whether any label changed. */
  private boolean assign() {
    clusters.nearest(points, centroids, newLabels, distances);
    boolean changed = !Arrays.equals(labels, newLabels);
    System.arraycopy(newLabels, 0, labels, 0, labels.length);
    return changed;
  }

  /** Moves each centroid to the mean of its points, and empty clusters to the farthest points. */
  private void update(boolean unitLength) {
    clusters.clusterSums(points, labels, sums, counts);
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
      rows.normalize(centroids, centroids);
    }
  }

  /** The point farthest from its centroid; it will not be taken twice. */
  private float[] takeFarthest() {
    int farthest = 0;
    float greatest = Float.NEGATIVE_INFINITY;
    for (int i = 0; i < distances.length; i++) {
      if (distances[i] > greatest) {
        greatest = distances[i];
        farthest = i;
      }
    }
    distances[farthest] = -1;
    return points.range(farthest, farthest + 1).toArray();
  }

  int[] labels() {
    return labels;
  }

  double inertia() {
    double sum = 0;
    for (float distance : distances) {
      sum += distance;
    }
    return sum;
  }
}

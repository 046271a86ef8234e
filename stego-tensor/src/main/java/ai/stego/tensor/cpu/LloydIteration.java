package ai.stego.tensor.cpu;

import ai.stego.tensor.RowOps;
import ai.stego.tensor.Tensor;
import java.util.Arrays;

/** The state of one problem of Lloyd's algorithm. */
final class LloydIteration {
  private final RowOps rows;
  private final Tensor points;
  private final LloydPoints passes;
  private final Tensor centroids;
  private final int[] labels;
  private final float[] distances;
  private final float[] sums;
  private final long[] counts;

  LloydIteration(RowOps rows, Tensor points, LloydPoints passes, Tensor centroids) {
    int count = points.shape().axis(0);
    this.rows = rows;
    this.points = points;
    this.passes = passes;
    this.centroids = centroids;
    this.labels = new int[count];
    this.distances = new float[count];
    this.sums = new float[Math.toIntExact(centroids.size())];
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

  private boolean assign() {
    return passes.assign(centroids, labels, sums, counts);
  }

  /** Moves each centroid to the mean of its points, and empty clusters to the farthest points. */
  private void update(boolean unitLength) {
    if (Arrays.stream(counts).anyMatch(count -> count == 0)) {
      passes.measure(centroids, labels, distances);
    }
    int width = sums.length / counts.length;
    for (int k = 0; k < counts.length; k++) {
      if (counts[k] == 0) {
        float[] far = takeFarthest();
        System.arraycopy(far, 0, sums, k * width, width);
      } else {
        for (int c = k * width; c < (k + 1) * width; c++) {
          sums[c] /= counts[k];
        }
      }
    }
    centroids.write(sums);
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

  /** Σ ‖x - c‖² over the points, of where the centroids are now. */
  double inertia() {
    passes.measure(centroids, labels, distances);
    double sum = 0;
    for (float distance : distances) {
      sum += distance;
    }
    return sum;
  }
}

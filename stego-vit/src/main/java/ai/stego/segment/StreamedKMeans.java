package ai.stego.segment;

import ai.stego.tensor.Backend;
import ai.stego.tensor.InputException;
import ai.stego.tensor.Rng;
import ai.stego.tensor.Scope;
import ai.stego.tensor.Tensor;
import java.util.Arrays;
import java.util.function.ObjIntConsumer;

/**
 * k-means over points that are read block by block. Every pass over the points gives labels and,
 * from the same block while it is there, the sums for the next centroids, so that an iteration
 * reads every point once. What is kept of a point is a label and a distance.
 */
final class StreamedKMeans {
  private final Backend backend;
  private final PointSource points;
  private final int block;
  private final boolean unitLength;
  private final Tensor centroids;
  private final int[] labels;
  private final float[] distances;
  private final double[] sums;
  private final long[] counts;

  /** Whether the last pass changed a label. */
  private boolean changed;

  StreamedKMeans(
      Backend backend, PointSource points, int block, boolean unitLength, Tensor centroids) {
    this.backend = backend;
    this.points = points;
    this.block = block;
    this.unitLength = unitLength;
    this.centroids = centroids;
    this.labels = new int[points.count()];
    this.distances = new float[points.count()];
    this.sums = new double[Math.toIntExact(centroids.size())];
    this.counts = new long[centroids.shape().axis(0)];
    Arrays.fill(labels, -1);
  }

  KMeans.Result run(Rng rng, int iterations) {
    seed(rng);
    int ran = 0;
    pass();
    while (changed && ran < iterations) {
      update();
      pass();
      ran++;
    }
    double inertia = 0;
    for (float distance : distances) {
      inertia += distance;
    }
    return new KMeans.Result(centroids, labels, inertia, ran);
  }

  /** k-means++ with the numbers that {@link KMeans} draws. */
  private void seed(Rng rng) {
    Arrays.fill(distances, Float.POSITIVE_INFINITY);
    int drawn = rng.nextInt(points.count());
    for (int k = 0; k < counts.length; k++) {
      Tensor newest = centroids.range(k, k + 1);
      read(drawn, newest);
      eachBlock((x, from) -> compare(x, from, newest));
      double total = 0;
      for (float distance : distances) {
        total += distance;
      }
      if (!Double.isFinite(total)) {
        throw new InputException(
            "k-means: expected finite points, got some that are not, or too far apart to compare");
      }
      drawn = draw(rng.nextDouble() * total);
    }
  }

  private void compare(Tensor x, int from, Tensor newest) {
    float[] found = new float[x.shape().axis(0)];
    backend.cluster().nearest(x, newest, new int[found.length], found);
    for (int i = 0; i < found.length; i++) {
      distances[from + i] = Math.min(distances[from + i], found[i]);
    }
  }

  private int draw(double target) {
    double sum = 0;
    for (int i = 0; i < distances.length; i++) {
      sum += distances[i];
      if (sum > target) {
        return i;
      }
    }
    return distances.length - 1;
  }

  /** Gives every point its nearest centroid and sums the points of each. */
  private void pass() {
    changed = false;
    Arrays.fill(sums, 0);
    Arrays.fill(counts, 0);
    eachBlock(this::assign);
  }

  private void assign(Tensor x, int from) {
    int count = x.shape().axis(0);
    int[] found = new int[count];
    float[] measured = new float[count];
    long[] some = new long[counts.length];
    backend.cluster().nearest(x, centroids, found, measured);
    try (Scope scope = backend.scope()) {
      Tensor part = scope.tensor(centroids.shape());
      backend.cluster().clusterSums(x, found, part, some);
      float[] values = part.toArray();
      for (int i = 0; i < values.length; i++) {
        sums[i] += values[i];
      }
    }
    for (int k = 0; k < some.length; k++) {
      counts[k] += some[k];
    }
    changed |= !Arrays.equals(found, 0, count, labels, from, from + count);
    System.arraycopy(found, 0, labels, from, count);
    System.arraycopy(measured, 0, distances, from, count);
  }

  /** Moves each centroid to the mean of its points, one without points to the farthest point. */
  private void update() {
    int width = points.width();
    for (int k = 0; k < counts.length; k++) {
      Tensor centroid = centroids.range(k, k + 1);
      if (counts[k] == 0) {
        read(takeFarthest(), centroid);
        continue;
      }
      float[] mean = new float[width];
      for (int c = 0; c < width; c++) {
        mean[c] = (float) (sums[k * width + c] / counts[k]);
      }
      centroid.write(mean);
    }
    if (unitLength) {
      backend.row().normalize(centroids, centroids);
    }
  }

  private int takeFarthest() {
    int farthest = 0;
    for (int i = 1; i < distances.length; i++) {
      if (distances[i] > distances[farthest]) {
        farthest = i;
      }
    }
    distances[farthest] = -1;
    return farthest;
  }

  private void eachBlock(ObjIntConsumer<Tensor> work) {
    for (int from = 0; from < points.count(); from += block) {
      int count = Math.min(block, points.count() - from);
      try (Scope scope = backend.scope()) {
        Tensor x = scope.tensor(count, points.width());
        read(from, x);
        work.accept(x, from);
      }
    }
  }

  private void read(int from, Tensor out) {
    points.read(from, out);
    if (unitLength) {
      backend.row().normalize(out, out);
    }
  }
}

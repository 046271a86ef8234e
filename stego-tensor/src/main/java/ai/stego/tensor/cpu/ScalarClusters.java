package ai.stego.tensor.cpu;

import static ai.stego.tensor.cpu.HostStorage.array;
import static ai.stego.tensor.cpu.HostStorage.start;

import ai.stego.tensor.MatrixOps;
import ai.stego.tensor.RowOps;
import ai.stego.tensor.Tensor;
import ai.stego.tensor.extent.ClusterExtents;
import java.util.Arrays;

/** Points against centroids, one pair at a time, summed in double. */
final class ScalarClusters extends CpuClusters {
  private static final int GRAIN = 1024;

  ScalarClusters(CpuContext context, MatrixOps matrix, RowOps rows) {
    super(context, matrix, rows);
  }

  @Override
  public void cosine(Tensor x, Tensor centroids, Tensor out) {
    ClusterExtents e = ClusterExtents.ofCosine(x, centroids, out);
    float[] in = array("cosine", x);
    float[] c = array("cosine", centroids);
    float[] result = array("cosine", out);
    int width = e.width();
    double[] norms = new double[e.clusters()];
    for (int k = 0; k < e.clusters(); k++) {
      norms[k] = ScalarRows.norm(c, start(centroids) + k * width, width);
    }
    context()
        .parallel()
        .ranges(
            e.points(),
            GRAIN,
            (from, to) -> {
              for (int m = from; m < to; m++) {
                int at = start(x) + m * width;
                double norm = ScalarRows.norm(in, at, width);
                for (int k = 0; k < e.clusters(); k++) {
                  double dot = dot(in, at, c, start(centroids) + k * width, width);
                  result[start(out) + m * e.clusters() + k] = (float) (dot / (norm * norms[k]));
                }
              }
            });
  }

  private static double dot(float[] a, int aStart, float[] b, int bStart, int width) {
    double sum = 0;
    for (int i = 0; i < width; i++) {
      sum += (double) a[aStart + i] * b[bStart + i];
    }
    return sum;
  }

  @Override
  public void nearest(Tensor points, Tensor centroids, int[] labels, float[] distances) {
    ClusterExtents e = ClusterExtents.ofNearest(points, centroids, labels, distances);
    float[] x = array("nearest", points);
    float[] c = array("nearest", centroids);
    context()
        .parallel()
        .ranges(
            e.points(),
            GRAIN,
            (from, to) -> {
              for (int m = from; m < to; m++) {
                int best = 0;
                double least = 0;
                for (int k = 0; k < e.clusters(); k++) {
                  double distance =
                      squaredDistance(
                          x,
                          start(points) + m * e.width(),
                          c,
                          start(centroids) + k * e.width(),
                          e.width());
                  if (k == 0 || distance < least) {
                    least = distance;
                    best = k;
                  }
                }
                labels[m] = best;
                distances[m] = (float) least;
              }
            });
  }

  private static double squaredDistance(float[] a, int aStart, float[] b, int bStart, int width) {
    double sum = 0;
    for (int i = 0; i < width; i++) {
      double difference = (double) a[aStart + i] - b[bStart + i];
      sum += difference * difference;
    }
    return sum;
  }

  @Override
  public void clusterSums(Tensor points, int[] labels, Tensor sums, long[] counts) {
    ClusterExtents e = ClusterExtents.ofSums(points, labels, sums, counts);
    float[] x = array("clusterSums", points);
    float[] result = array("clusterSums", sums);
    double[] totals = new double[e.clusters() * e.width()];
    Arrays.fill(counts, 0);
    for (int m = 0; m < e.points(); m++) {
      counts[labels[m]]++;
      for (int c = 0; c < e.width(); c++) {
        totals[labels[m] * e.width() + c] += x[start(points) + m * e.width() + c];
      }
    }
    for (int i = 0; i < totals.length; i++) {
      result[start(sums) + i] = (float) totals[i];
    }
  }
}

package ai.stego.tensor.cpu.vector;

import ai.stego.tensor.extent.ClusterExtents;

/** Finds the nearest centroid of a point among those that float32 scores leave possible. */
final class NearestSearch {
  /** Half a unit in the last place of 1. */
  private static final double ROUNDING = 0x1p-24;

  private final ClusterExtents extents;
  private final float[] points;
  private final int pointsStart;
  private final float[] centroids;
  private final int centroidsStart;
  private final double greatestNorm;

  /**
   * Prepares a search.
   *
   * @param extents of the operation
   * @param points M dense rows
   * @param centroids K dense rows
   */
  NearestSearch(ClusterExtents extents, RowBlock points, RowBlock centroids) {
    this.extents = extents;
    this.points = points.values();
    this.pointsStart = points.start();
    this.centroids = centroids.values();
    this.centroidsStart = centroids.start();
    double greatest = 0;
    for (int k = 0; k < extents.clusters(); k++) {
      greatest = Math.max(greatest, Math.sqrt(squares(this.centroids, centroids.at(k))));
    }
    greatestNorm = greatest;
  }

  /** What the product begins with: -‖c‖²/2 for each centroid. */
  void fillBias(float[] bias) {
    for (int k = 0; k < extents.clusters(); k++) {
      bias[k] = (float) (-squares(centroids, centroidsStart + k * extents.width()) / 2);
    }
  }

  private double squares(float[] x, int start) {
    double sum = 0;
    for (int i = start; i < start + extents.width(); i++) {
      sum += (double) x[i] * x[i];
    }
    return sum;
  }

  /**
   * Finds the nearest centroid of point m.
   *
   * @param m the point
   * @param scores x·c - ‖c‖²/2 in float32, K of them
   * @param at where they begin
   * @param labels overwritten at m
   * @param distances overwritten at m
   */
  void find(int m, float[] scores, int at, int[] labels, float[] distances) {
    double least = leastScore(m, Reductions.max(scores, at, extents.clusters()));
    int best = 0;
    double nearest = Double.POSITIVE_INFINITY;
    for (int k = 0; k < extents.clusters(); k++) {
      if (scores[at + k] < least) {
        continue;
      }
      double distance = squaredDistance(m, k);
      if (distance < nearest || (k == 0 && Double.isNaN(distance))) {
        nearest = distance;
        best = k;
      }
    }
    labels[m] = best;
    distances[m] = (float) nearest;
  }

  /**
   * Below this score a centroid cannot be the nearest: a sum of Z products and one summand is off
   * by at most (Z + 2)·2⁻²⁴·(‖x‖·‖c‖ + ‖c‖²/2), to first order (Higham 2002, section 3.1); two of
   * them by twice as much, and as much again is allowed for; products that underflow are off by at
   * most the least float. No limit where numbers are not finite.
   */
  private double leastScore(int m, float greatest) {
    double norm = Reductions.norm(points, pointsStart + m * extents.width(), extents.width());
    double margin =
        4
            * (extents.width() + 2)
            * (ROUNDING * greatestNorm * (norm + greatestNorm / 2) + Float.MIN_VALUE);
    double least = greatest - margin;
    return Double.isFinite(least) ? least : Double.NEGATIVE_INFINITY;
  }

  /** ‖x - c‖², summed in double in the order of the scalar backend. */
  private double squaredDistance(int m, int k) {
    int x = pointsStart + m * extents.width();
    int c = centroidsStart + k * extents.width();
    double sum = 0;
    for (int i = 0; i < extents.width(); i++) {
      double difference = (double) points[x + i] - centroids[c + i];
      sum += difference * difference;
    }
    return sum;
  }
}

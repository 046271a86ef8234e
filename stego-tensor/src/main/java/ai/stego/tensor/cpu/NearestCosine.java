package ai.stego.tensor.cpu;

import ai.stego.tensor.extent.ClusterExtents;

/**
 * Points and the centroids nearest to them by cosine, in double, and what the cluster loss makes of
 * them.
 */
public final class NearestCosine {
  private static final double LEAST_NORM = 1e-12;

  private final ClusterExtents extents;
  private final float[] points;
  private final int pointsStart;
  private final float[] centroids;
  private final int centroidsStart;
  private final double[] norms;

  /**
   * Prepares a search.
   *
   * @param extents M, Z, K
   * @param points M dense rows of Z values
   * @param pointsStart where they begin
   * @param centroids K dense rows of Z values
   * @param centroidsStart where they begin
   */
  public NearestCosine(
      ClusterExtents extents,
      float[] points,
      int pointsStart,
      float[] centroids,
      int centroidsStart) {
    this.extents = extents;
    this.points = points;
    this.pointsStart = pointsStart;
    this.centroids = centroids;
    this.centroidsStart = centroidsStart;
    norms = new double[extents.clusters()];
    for (int k = 0; k < norms.length; k++) {
      norms[k] = ScalarRows.norm(centroids, centroidsStart + k * extents.width(), extents.width());
    }
  }

  /**
   * The nearest centroid.
   *
   * @param m a point
   * @return the index of the largest cosine; of equal ones the first, of NaN the first NaN
   */
  public int find(int m) {
    int best = 0;
    double greatest = cosine(m, 0);
    for (int k = 1; k < norms.length && !Double.isNaN(greatest); k++) {
      double cosine = cosine(m, k);
      if (cosine > greatest || Double.isNaN(cosine)) {
        greatest = cosine;
        best = k;
      }
    }
    return best;
  }

  /**
   * A cosine.
   *
   * @param m a point
   * @param k a centroid
   * @return x·c / (max(‖x‖,1e-12)·max(‖c‖,1e-12))
   */
  public double cosine(int m, int k) {
    int x = pointsStart + m * extents.width();
    int c = centroidsStart + k * extents.width();
    double dot = 0;
    for (int i = 0; i < extents.width(); i++) {
      dot += (double) points[x + i] * centroids[c + i];
    }
    return dot / (ScalarRows.norm(points, x, extents.width()) * norms[k]);
  }

  /**
   * Adds a point's unit vector to a sum.
   *
   * @param m the point
   * @param sum added to
   * @param at where the sum begins
   */
  public void addUnit(int m, double[] sum, int at) {
    int x = pointsStart + m * extents.width();
    double norm = ScalarRows.norm(points, x, extents.width());
    for (int i = 0; i < extents.width(); i++) {
      sum[at + i] += points[x + i] / norm;
    }
  }

  /**
   * Writes the gradient of the cluster loss, -(û - ĉ(ĉ·û))/(M·‖c‖) for each centroid.
   *
   * @param units û, K rows of Z sums of unit vectors
   * @param out overwritten, K dense rows of Z values
   * @param start where they begin
   */
  public void writeGradient(double[] units, float[] out, int start) {
    int width = extents.width();
    for (int k = 0; k < norms.length; k++) {
      int at = k * width;
      // A norm at its bound is a constant, and then nothing is taken off.
      double along = norms[k] > LEAST_NORM ? dot(units, at, k) / (norms[k] * norms[k]) : 0;
      double scale = extents.points() == 0 ? 0 : -1 / (extents.points() * norms[k]);
      for (int i = 0; i < width; i++) {
        double rest = units[at + i] - along * centroids[centroidsStart + at + i];
        out[start + at + i] = (float) (scale * rest);
      }
    }
  }

  private double dot(double[] units, int at, int k) {
    double sum = 0;
    for (int i = 0; i < extents.width(); i++) {
      sum += units[at + i] * centroids[centroidsStart + k * extents.width() + i];
    }
    return sum;
  }
}

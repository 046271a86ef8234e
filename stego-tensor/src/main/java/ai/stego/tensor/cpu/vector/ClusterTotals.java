package ai.stego.tensor.cpu.vector;

/**
 * Sums in double of the points of each cluster, and how many there are.
 *
 * @param width Z
 * @param sums (K,Z)
 * @param counts K
 */
record ClusterTotals(int width, double[] sums, long[] counts) {
  /** Nothing yet. */
  static ClusterTotals none(int clusters, int width) {
    return new ClusterTotals(
        width, new double[Math.multiplyExact(clusters, width)], new long[clusters]);
  }

  /** Adds a point to a cluster. */
  void add(int label, float[] x, int at) {
    counts[label]++;
    int to = label * width;
    for (int i = 0; i < width; i++) {
      sums[to + i] += x[at + i];
    }
  }

  /** Takes a point out of a cluster that it was added to. */
  void remove(int label, float[] x, int at) {
    counts[label]--;
    int to = label * width;
    for (int i = 0; i < width; i++) {
      sums[to + i] -= x[at + i];
    }
  }

  /** Adds the totals of other points. */
  void add(ClusterTotals other) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] += other.sums[i];
    }
    for (int k = 0; k < counts.length; k++) {
      counts[k] += other.counts[k];
    }
  }
}

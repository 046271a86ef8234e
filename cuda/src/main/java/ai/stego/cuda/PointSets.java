package ai.stego.cuda;

import ai.stego.tensor.extent.LloydExtents;

/**
 * Points and centroids of several problems on the device, and the two steps that k-means is made
 * of; kernels in {@code nearest.cu} and {@code cluster_sums.cu}.
 *
 * @param context launches
 * @param extents P, M, K, Z
 * @param points address of (P,M,Z)
 * @param centroids address of (P,K,Z)
 */
record PointSets(DeviceContext context, LloydExtents extents, long points, long centroids) {
  private static final int TILE_THREADS = 128;
  private static final int TILE_ROWS = 64;
  private static final int NARROW = 32;
  private static final int CHANNELS = 32;
  private static final int CLUSTERS = 64;
  private static final int TOTAL_THREADS = 256;

  /** A warp adds at least so many points before its sums are written. */
  private static final int LEAST_CHUNK = 128;

  /** Warps that keep a large device busy. */
  private static final int WARPS = 2048;

  private static final int BIAS_THREADS = 256;
  private static final int BIAS_ROWS = BIAS_THREADS / 32;

  /**
   * Finds the nearest centroid of each point.
   *
   * @param labels address of (P,M), overwritten; read before if changes are noted
   * @param distances address of (P,M), overwritten
   * @param changed address of P flags that become 1 where a label changes, or 0
   * @param active address of P flags, 0 where nothing is to be done, or 0 for all
   */
  void nearest(long labels, long distances, long changed, long active) {
    LloydExtents e = extents;
    try (Scratch scratch = context.scratch()) {
      long rows = (long) e.problems() * e.clusters();
      long bias = scratch.words(rows);
      context.launch(
          "nearest_bias",
          Launch.covering(rows * 32, BIAS_ROWS * 32),
          centroids,
          bias,
          rows,
          e.width());
      int tiles = Math.toIntExact(Launch.ceilDiv(e.points(), TILE_ROWS));
      context.launch(
          e.clusters() <= NARROW ? "nearest_32" : "nearest_64",
          Launch.of(Math.multiplyExact(e.problems(), tiles), TILE_THREADS),
          points,
          centroids,
          bias,
          labels,
          distances,
          changed,
          active,
          tiles,
          e.points(),
          e.clusters(),
          e.width());
    }
  }

  /**
   * Sums the points of each cluster.
   *
   * @param labels address of (P,M)
   * @param sums address of (P,K,Z), overwritten
   * @param counts address of (P,K), overwritten by numbers of points
   * @param active address of P flags, 0 where nothing is to be done, or 0 for all
   */
  void sums(long labels, long sums, long counts, long active) {
    LloydExtents e = extents;
    int channelTiles = Math.toIntExact(Math.max(1, Launch.ceilDiv(e.width(), CHANNELS)));
    int clusterTiles = Math.toIntExact(Launch.ceilDiv(e.clusters(), CLUSTERS));
    long others = Math.max(1L, (long) e.problems() * channelTiles);
    long most = Math.max(1, Launch.ceilDiv(e.points(), LEAST_CHUNK));
    int chunks = Math.toIntExact(Math.min(most, Launch.ceilDiv(WARPS, others)));
    int chunk = Math.toIntExact(Launch.ceilDiv(e.points(), chunks));
    long cells = (long) e.problems() * chunks * e.clusters();
    long blocks = (long) e.problems() * chunks * clusterTiles * channelTiles;
    long totals = (long) e.problems() * e.clusters() * channelTiles;
    try (Scratch scratch = context.scratch()) {
      long parts = scratch.longWords(cells * e.width());
      long partCounts = scratch.words(cells);
      context.launch(
          "cluster_sums_parts",
          Launch.of(Math.toIntExact(blocks), CHANNELS),
          points,
          labels,
          parts,
          partCounts,
          active,
          chunks,
          chunk,
          e.points(),
          e.clusters(),
          e.width());
      context.launch(
          "cluster_sums_total",
          Launch.of(Math.toIntExact(totals), TOTAL_THREADS),
          parts,
          partCounts,
          sums,
          counts,
          active,
          chunks,
          e.clusters(),
          e.width());
    }
  }
}

package ai.stego.cuda;

import ai.stego.tensor.ClusterOps;
import ai.stego.tensor.LloydForm;
import ai.stego.tensor.LloydResult;
import ai.stego.tensor.Tensor;
import ai.stego.tensor.extent.ClusterExtents;
import ai.stego.tensor.extent.LloydExtents;
import ai.stego.tensor.extent.TopExtents;

/** Points against centroids, k-means, and the largest products of rows with each other. */
final class CudaClusters implements ClusterOps {
  private static final int TILE_THREADS = 128;
  private static final int TILE_ROWS = 64;
  private static final int COSINE_COLUMNS = 32;
  private static final int FACTOR_THREADS = 256;

  private final DeviceContext context;
  private final CudaSeeding seeding;
  private final CudaKMeans kMeans;
  private final CudaTopProducts topProducts;

  CudaClusters(DeviceContext context) {
    this.context = context;
    this.seeding = new CudaSeeding(context);
    this.kMeans = new CudaKMeans(context);
    this.topProducts = new CudaTopProducts(context);
  }

  @Override
  public void cosine(Tensor x, Tensor centroids, Tensor out) {
    ClusterExtents e = ClusterExtents.ofCosine(x, centroids, out);
    long rows = context.address("cosine", x);
    long columns = context.address("cosine", centroids);
    long result = context.address("cosine", out);
    try (Scratch scratch = context.scratch()) {
      long rowFactors = factors(scratch, rows, e.points(), e.width());
      long columnFactors = factors(scratch, columns, e.clusters(), e.width());
      long rowTiles = Launch.ceilDiv(e.points(), TILE_ROWS);
      long columnTiles = Launch.ceilDiv(e.clusters(), COSINE_COLUMNS);
      context.launch(
          "cosine",
          Launch.of(Math.toIntExact(rowTiles * columnTiles), TILE_THREADS),
          rows,
          rowFactors,
          columns,
          columnFactors,
          result,
          e.points(),
          e.clusters(),
          e.width());
    }
  }

  /** One over the length of each row. */
  private long factors(Scratch scratch, long rows, int count, int width) {
    long factors = scratch.words(count);
    context.launch(
        "cosine_factors",
        Launch.covering(32L * count, FACTOR_THREADS),
        rows,
        factors,
        count,
        width);
    return factors;
  }

  @Override
  public void nearest(Tensor points, Tensor centroids, int[] labels, float[] distances) {
    ClusterExtents e = ClusterExtents.ofNearest(points, centroids, labels, distances);
    PointSets sets =
        new PointSets(
            context,
            new LloydExtents(1, e.points(), e.clusters(), e.width()),
            context.address("nearest", points),
            context.address("nearest", centroids));
    try (Scratch scratch = context.scratch()) {
      long found = scratch.words(e.points());
      long measured = scratch.words(e.points());
      sets.nearest(found, measured, 0L, 0L);
      context.transfers().download(found, labels);
      context.transfers().download(measured, distances, 0, distances.length);
    }
  }

  @Override
  public void clusterSums(Tensor points, int[] labels, Tensor sums, long[] counts) {
    ClusterExtents e = ClusterExtents.ofSums(points, labels, sums, counts);
    PointSets sets =
        new PointSets(
            context,
            new LloydExtents(1, e.points(), e.clusters(), e.width()),
            context.address("clusterSums", points),
            0L);
    try (Scratch scratch = context.scratch()) {
      long numbers = scratch.words(e.clusters());
      sets.sums(scratch.upload(labels), context.address("clusterSums", sums), numbers, 0L);
      int[] found = new int[e.clusters()];
      context.transfers().download(numbers, found);
      for (int k = 0; k < found.length; k++) {
        counts[k] = found[k];
      }
    }
  }

  @Override
  public void seed(Tensor points, double[] draws, Tensor centroids) {
    seeding.run(points, draws, centroids);
  }

  @Override
  public LloydResult lloyd(Tensor points, Tensor centroids, LloydForm form, int[] labels) {
    return kMeans.run(points, centroids, form, labels);
  }

  @Override
  public void topProducts(Tensor rows, int from, int to, int count, int[] indices) {
    topProducts.search(rows, TopExtents.of(rows, from, to, count, indices), indices);
  }
}

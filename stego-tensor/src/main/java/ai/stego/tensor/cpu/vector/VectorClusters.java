package ai.stego.tensor.cpu.vector;

import static ai.stego.tensor.cpu.HostStorage.array;
import static ai.stego.tensor.cpu.HostStorage.start;

import ai.stego.tensor.Epilogue;
import ai.stego.tensor.MatrixOps;
import ai.stego.tensor.RowOps;
import ai.stego.tensor.Scope;
import ai.stego.tensor.Tensor;
import ai.stego.tensor.cpu.CpuClusters;
import ai.stego.tensor.cpu.CpuContext;
import ai.stego.tensor.cpu.LloydPoints;
import ai.stego.tensor.extent.ClusterExtents;
import ai.stego.tensor.extent.TopExtents;
import java.util.Arrays;
import java.util.function.IntConsumer;

/** Points against centroids by the matrix product. */
final class VectorClusters extends CpuClusters {
  private static final int CHANNELS_GRAIN = 32;

  VectorClusters(CpuContext context, MatrixOps matrix, RowOps rows) {
    super(context, matrix, rows);
  }

  /** The product of normalised points with normalised centroids. */
  @Override
  public void cosine(Tensor x, Tensor centroids, Tensor out) {
    ClusterExtents e = ClusterExtents.ofCosine(x, centroids, out);
    float[] in = array("cosine", x);
    float[] result = array("cosine", out);
    int width = e.width();
    int inStart = start(x);
    int outStart = start(out);
    float[] units = new float[e.clusters() * width];
    VectorRows.normalize(
        new RowBlock(array("cosine", centroids), start(centroids), width, e.clusters()),
        new RowBlock(units, 0, width, e.clusters()));
    VectorWeight weight =
        VectorWeight.pack(new RowBlock(units, 0, width, e.clusters()), context().parallel());
    context()
        .parallel()
        .ranges(
            e.points(),
            GemmBlock.ROWS,
            (from, to) -> {
              float[] scratch = context().memory().borrow((to - from) * width);
              try {
                RowBlock block = new RowBlock(scratch, 0, width, to - from);
                VectorRows.normalize(
                    new RowBlock(in, inStart + from * width, width, to - from), block);
                int place = outStart + from * e.clusters();
                GemmBlock.multiply(
                    context().memory(),
                    block,
                    weight,
                    Epilogue.NONE,
                    new RowBlock(result, place, e.clusters(), to - from));
              } finally {
                context().memory().giveBack(scratch);
              }
            });
  }

  /** Labels by {@link NearestSearch}; distances are summed as the scalar backend sums them. */
  @Override
  public void nearest(Tensor points, Tensor centroids, int[] labels, float[] distances) {
    ClusterExtents e = ClusterExtents.ofNearest(points, centroids, labels, distances);
    RowBlock x = rows("nearest", points, e.width(), e.points());
    RowBlock c = rows("nearest", centroids, e.width(), e.clusters());
    NearestSearch search = new NearestSearch(x, c, context().parallel());
    context()
        .parallel()
        .ranges(
            e.points(),
            GemmBlock.ROWS,
            (from, to) -> {
              if (e.clusters() == 1) {
                Arrays.fill(labels, from, to, 0);
              } else {
                label(search, x, from, to, labels);
              }
              search.measure(from, to, labels, distances);
            });
  }

  private void label(NearestSearch search, RowBlock x, int from, int to, int[] labels) {
    float[] norms = new float[to - from];
    for (int m = from; m < to; m++) {
      norms[m - from] = (float) Reductions.norm(x.values(), x.at(m), x.stride());
    }
    try (NearestBlock block =
        new NearestBlock(context().memory(), search, norms, from, labels, (m, old, now) -> {})) {
      block.run(from, to);
    }
  }

  @Override
  protected LloydPoints lloydPoints(Tensor points, int clusters, Scope scratch) {
    int count = points.shape().axis(0);
    RowBlock rows = rows("lloyd", points, points.shape().axis(1), count);
    Tensor norms = scratch.tensor(count);
    return new VectorLloydPoints(context(), rows, clusters, array("lloyd", norms));
  }

  private static RowBlock rows(String operation, Tensor tensor, int width, int count) {
    return new RowBlock(array(operation, tensor), start(tensor), width, count);
  }

  /** Every channel is summed in double over the points in their order; channels are cut. */
  @Override
  public void clusterSums(Tensor points, int[] labels, Tensor sums, long[] counts) {
    ClusterExtents e = ClusterExtents.ofSums(points, labels, sums, counts);
    float[] x = array("clusterSums", points);
    float[] result = array("clusterSums", sums);
    int width = e.width();
    int from = start(points);
    int to = start(sums);
    Arrays.fill(counts, 0);
    for (int label : labels) {
      counts[label]++;
    }
    context()
        .parallel()
        .ranges(
            width,
            CHANNELS_GRAIN,
            (first, last) -> {
              int channels = last - first;
              double[] totals = new double[e.clusters() * channels];
              for (int m = 0; m < e.points(); m++) {
                int total = labels[m] * channels;
                int at = from + m * width + first;
                for (int channel = 0; channel < channels; channel++) {
                  totals[total + channel] += x[at + channel];
                }
              }
              for (int i = 0; i < totals.length; i++) {
                result[to + i / channels * width + first + i % channels] = (float) totals[i];
              }
            });
  }

  /** Each product serves both of its rows. */
  @Override
  public void topProducts(Tensor rows, int count, int[] indices, IntConsumer progress) {
    TopExtents e = TopExtents.ofAll(rows, count, indices);
    RowBlock block = rows("topProducts", rows, e.width(), e.rows());
    new TopPairs(context(), block, new SharedTopRows(e.rows(), count, indices)).search(progress);
  }
}

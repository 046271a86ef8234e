package ai.stego.tensor.cpu.vector;

import static ai.stego.tensor.cpu.HostStorage.array;
import static ai.stego.tensor.cpu.HostStorage.start;

import ai.stego.tensor.Epilogue;
import ai.stego.tensor.MatrixOps;
import ai.stego.tensor.RowOps;
import ai.stego.tensor.Tensor;
import ai.stego.tensor.cpu.CpuClusters;
import ai.stego.tensor.cpu.CpuContext;
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

  /**
   * The product with the centroids sifts: with s = x·c - ‖c‖²/2 the squared distance is ‖x‖² - 2·s.
   * Every centroid whose s could be the largest, given the rounding of the product, is then
   * measured as the scalar backend measures it, so that labels and distances agree with it to the
   * bit, ties and near ties included.
   */
  @Override
  public void nearest(Tensor points, Tensor centroids, int[] labels, float[] distances) {
    ClusterExtents e = ClusterExtents.ofNearest(points, centroids, labels, distances);
    float[] x = array("nearest", points);
    float[] c = array("nearest", centroids);
    RowBlock rows = new RowBlock(c, start(centroids), e.width(), e.clusters());
    VectorWeight weight = VectorWeight.pack(rows, context().parallel());
    NearestSearch search =
        new NearestSearch(e, new RowBlock(x, start(points), e.width(), e.points()), rows);
    search.fillBias(weight.bias());
    context()
        .parallel()
        .ranges(
            e.points(),
            GemmBlock.ROWS,
            (from, to) -> {
              int count = to - from;
              float[] scores = context().memory().borrow(count * e.clusters());
              try {
                int place = start(points) + from * e.width();
                GemmBlock.multiply(
                    context().memory(),
                    new RowBlock(x, place, e.width(), count),
                    weight,
                    Epilogue.NONE,
                    new RowBlock(scores, 0, e.clusters(), count));
                for (int m = from; m < to; m++) {
                  search.find(m, scores, (m - from) * e.clusters(), labels, distances);
                }
              } finally {
                context().memory().giveBack(scores);
              }
            });
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
    RowBlock block = new RowBlock(array("topProducts", rows), start(rows), e.width(), e.rows());
    new TopPairs(context(), block, new SharedTopRows(e.rows(), count, indices)).search(progress);
  }
}

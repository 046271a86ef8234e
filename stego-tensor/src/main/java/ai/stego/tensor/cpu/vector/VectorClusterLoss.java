package ai.stego.tensor.cpu.vector;

import ai.stego.tensor.Epilogue;
import ai.stego.tensor.cpu.CpuContext;
import ai.stego.tensor.cpu.NearestCosine;
import ai.stego.tensor.cpu.OrderedSum;
import ai.stego.tensor.extent.ClusterExtents;

/**
 * The cluster loss: cosines by the product of unit rows, sums of the unit rows of each cluster.
 * Where float32 cosines leave two centroids possible, they are measured as the scalar backend
 * measures them, so that both agree on the nearest.
 */
final class VectorClusterLoss {
  private static final int CHANNELS_GRAIN = 16;

  /** Half a unit in the last place of 1. */
  private static final double ROUNDING = 0x1p-24;

  private final CpuContext context;
  private final ClusterExtents extents;
  private final RowBlock codes;
  private final RowBlock centroids;
  private final NearestCosine nearest;
  private final int[] labels;
  private final float[] scales;
  private final float margin;

  VectorClusterLoss(
      CpuContext context, ClusterExtents extents, RowBlock codes, RowBlock centroids) {
    this.context = context;
    this.extents = extents;
    this.codes = codes;
    this.centroids = centroids;
    nearest =
        new NearestCosine(
            extents, codes.values(), codes.start(), centroids.values(), centroids.start());
    labels = new int[extents.points()];
    scales = new float[extents.points()];
    // Of two sums of Z products of unit rows, each rounded once before (Higham 2002, section 3.1),
    // and as much again.
    margin = (float) (4 * (extents.width() + 4) * ROUNDING);
  }

  /** Finds every code's centroid and the factor to its unit length; returns Σ cosines. */
  double assign() {
    int width = extents.width();
    int clusters = extents.clusters();
    float[] units = new float[clusters * width];
    VectorRows.normalize(centroids, new RowBlock(units, 0, width, clusters));
    VectorWeight weight =
        VectorWeight.pack(new RowBlock(units, 0, width, clusters), context.parallel());
    return OrderedSum.of(
        context.parallel(),
        extents.points(),
        GemmBlock.ROWS,
        (from, to) -> {
          int rows = to - from;
          float[] scratch = context.memory().borrow(rows * (width + clusters));
          try {
            RowBlock unit = new RowBlock(scratch, 0, width, rows);
            RowBlock cosines = new RowBlock(scratch, rows * width, clusters, rows);
            for (int m = from; m < to; m++) {
              int at = codes.at(m);
              scales[m] = (float) (1 / Reductions.norm(codes.values(), at, width));
              Elementwise.scale(codes.values(), at, scales[m], scratch, unit.at(m - from), width);
            }
            GemmBlock.multiply(context.memory(), unit, weight, Epilogue.NONE, cosines);
            double sum = 0;
            for (int m = from; m < to; m++) {
              sum += choose(m, scratch, cosines.at(m - from));
            }
            return sum;
          } finally {
            context.memory().giveBack(scratch);
          }
        });
  }

  /** Sets one label; returns the cosine. */
  private double choose(int m, float[] cosines, int at) {
    int best = 0;
    float greatest = Float.NEGATIVE_INFINITY;
    float second = Float.NEGATIVE_INFINITY;
    boolean plain = true;
    for (int k = 0; k < extents.clusters(); k++) {
      float cosine = cosines[at + k];
      plain &= !Float.isNaN(cosine);
      if (cosine > greatest) {
        second = greatest;
        greatest = cosine;
        best = k;
      } else if (cosine > second) {
        second = cosine;
      }
    }
    if (plain && greatest - second > margin) {
      labels[m] = best;
      return greatest;
    }
    labels[m] = nearest.find(m);
    return nearest.cosine(m, labels[m]);
  }

  /** Sums the unit rows of each cluster, channels cut, rows in their order. */
  void writeGradient(float[] out, int start) {
    int width = extents.width();
    double[] units = new double[extents.clusters() * width];
    float[] x = codes.values();
    context
        .parallel()
        .ranges(
            width,
            CHANNELS_GRAIN,
            (first, last) -> {
              int channels = last - first;
              double[] totals = new double[extents.clusters() * channels];
              for (int m = 0; m < extents.points(); m++) {
                int at = codes.at(m) + first;
                int to = labels[m] * channels;
                for (int c = 0; c < channels; c++) {
                  totals[to + c] += x[at + c] * scales[m];
                }
              }
              for (int i = 0; i < totals.length; i++) {
                units[i / channels * width + first + i % channels] = totals[i];
              }
            });
    nearest.writeGradient(units, out, start);
  }
}

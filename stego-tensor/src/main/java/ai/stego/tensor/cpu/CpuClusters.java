package ai.stego.tensor.cpu;

import ai.stego.tensor.ClusterOps;
import ai.stego.tensor.LloydForm;
import ai.stego.tensor.LloydResult;
import ai.stego.tensor.MatrixOps;
import ai.stego.tensor.RowOps;
import ai.stego.tensor.Scope;
import ai.stego.tensor.Tensor;
import ai.stego.tensor.extent.LloydExtents;
import ai.stego.tensor.extent.TopExtents;

/**
 * What the CPU backends do alike: k-means on top of the search for the nearest centroid and the
 * sums of clusters, the largest products on top of the matrix product.
 */
public abstract class CpuClusters implements ClusterOps {
  private final CpuContext context;
  private final MatrixOps matrix;
  private final RowOps rows;

  /**
   * Prepares.
   *
   * @param context memory and threads
   * @param matrix multiplies
   * @param rows normalises
   */
  protected CpuClusters(CpuContext context, MatrixOps matrix, RowOps rows) {
    this.context = context;
    this.matrix = matrix;
    this.rows = rows;
  }

  /**
   * What the operations share.
   *
   * @return memory and threads
   */
  protected final CpuContext context() {
    return context;
  }

  @Override
  public final void seed(Tensor points, double[] draws, Tensor centroids) {
    LloydExtents e = LloydExtents.ofSeed(points, draws, centroids);
    for (int p = 0; p < e.problems(); p++) {
      int at = p * e.clusters();
      new CentroidSeeding(this, problem(points, p))
          .run(p, e.firstDrawn(draws[at]), draws, at, problem(centroids, p));
    }
  }

  @Override
  public final LloydResult lloyd(Tensor points, Tensor centroids, LloydForm form, int[] labels) {
    LloydExtents e = LloydExtents.of(points, centroids, labels);
    double[] inertia = new double[e.problems()];
    int[] iterations = new int[e.problems()];
    for (int p = 0; p < e.problems(); p++) {
      try (Scope scratch = new Scope(context.memory())) {
        Tensor own = problem(points, p);
        LloydIteration lloyd =
            new LloydIteration(
                rows, own, lloydPoints(own, e.clusters(), scratch), problem(centroids, p));
        iterations[p] = lloyd.run(form.iterations(), form.unitLength());
        inertia[p] = lloyd.inertia();
        System.arraycopy(lloyd.labels(), 0, labels, p * e.points(), e.points());
      }
    }
    return new LloydResult(inertia, iterations);
  }

  /**
   * How Lloyd's iteration passes over the points of one problem.
   *
   * @param points (M,Z)
   * @param clusters K
   * @param scratch lives as long as the iteration
   * @return the points, ready for a first pass
   */
  protected LloydPoints lloydPoints(Tensor points, int clusters, Scope scratch) {
    return new PlainLloydPoints(this, points, scratch);
  }

  /** One problem's rows of (P,M,Z), as (M,Z). */
  private static Tensor problem(Tensor tensor, int p) {
    return tensor.range(p, p + 1).reshape(tensor.shape().axis(1), tensor.shape().axis(2));
  }

  @Override
  public final void topProducts(Tensor vectors, int from, int to, int count, int[] indices) {
    TopExtents e = TopExtents.of(vectors, from, to, count, indices);
    TopProducts.search(context, matrix, vectors, e, indices);
  }
}

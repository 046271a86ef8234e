package ai.stego.cuda;

import ai.stego.tensor.ClusterOps;
import ai.stego.tensor.LloydForm;
import ai.stego.tensor.LloydResult;
import ai.stego.tensor.Tensor;

/** Not written yet. */
final class CudaClusters implements ClusterOps {
  private final DeviceContext context;

  CudaClusters(DeviceContext context) {
    this.context = context;
  }

  @Override
  public void cosine(Tensor x, Tensor centroids, Tensor out) {
    throw new UnsupportedOperationException("not written yet on " + context.memory().name());
  }

  @Override
  public void nearest(Tensor points, Tensor centroids, int[] labels, float[] distances) {
    throw new UnsupportedOperationException("not written yet on " + context.memory().name());
  }

  @Override
  public void clusterSums(Tensor points, int[] labels, Tensor sums, long[] counts) {
    throw new UnsupportedOperationException("not written yet on " + context.memory().name());
  }

  @Override
  public void seed(Tensor points, double[] draws, Tensor centroids) {
    throw new UnsupportedOperationException("not written yet on " + context.memory().name());
  }

  @Override
  public LloydResult lloyd(Tensor points, Tensor centroids, LloydForm form, int[] labels) {
    throw new UnsupportedOperationException("not written yet on " + context.memory().name());
  }

  @Override
  public void topProducts(Tensor rows, int from, int to, int count, int[] indices) {
    throw new UnsupportedOperationException("not written yet on " + context.memory().name());
  }
}

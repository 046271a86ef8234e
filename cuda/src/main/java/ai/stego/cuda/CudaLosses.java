package ai.stego.cuda;

import ai.stego.tensor.CorrespondenceForm;
import ai.stego.tensor.LossOps;
import ai.stego.tensor.Tensor;
import ai.stego.tensor.extent.ClusterExtents;
import ai.stego.tensor.extent.CorrespondenceExtents;
import ai.stego.tensor.extent.LossExtents;

/**
 * Losses with their gradients; kernels in {@code cross_entropy.cu}, {@code cluster_loss.cu} and the
 * files of the correspondence loss.
 */
final class CudaLosses implements LossOps {
  private static final int THREADS = 128;
  private static final int SUM_THREADS = 256;
  private static final int COUNT_BLOCKS = 256;

  /** Rows of up to this many classes are a thread's, wider ones a warp's. */
  private static final int NARROW = 63;

  private final DeviceContext context;

  CudaLosses(DeviceContext context) {
    this.context = context;
  }

  @Override
  public void crossEntropy(Tensor logits, int[] labels, Tensor loss, Tensor gradient) {
    LossExtents e = LossExtents.ofCrossEntropy(logits, labels, loss, gradient);
    long from = context.address("crossEntropy", logits);
    long result = context.address("crossEntropy", loss);
    long to = context.address("crossEntropy", gradient);
    try (Scratch scratch = context.scratch()) {
      long onDevice = scratch.upload(labels);
      long valid = countValid(scratch, e, onDevice);
      boolean narrow = e.classes() <= NARROW;
      int rows = e.classes() == 0 ? 0 : e.rows();
      int blocks = (int) Launch.ceilDiv(rows, narrow ? THREADS : THREADS / 32);
      long parts = scratch.longWords(blocks);
      context.launch(
          narrow ? "cross_entropy_narrow" : "cross_entropy_wide",
          new Launch(blocks, 1, 1, THREADS, narrow ? THREADS * (e.classes() | 1) * Float.BYTES : 0),
          from,
          onDevice,
          valid,
          to,
          parts,
          e.rows(),
          e.classes());
      context.launch("mean_of_parts", Launch.of(1, SUM_THREADS), parts, blocks, valid, result);
    }
  }

  /** The address of V, a double. */
  private long countValid(Scratch scratch, LossExtents e, long labels) {
    int blocks = (int) Math.min(COUNT_BLOCKS, Launch.ceilDiv(e.rows(), THREADS));
    long parts = scratch.longWords(blocks);
    long valid = scratch.longWords(1);
    context.launch(
        "cross_entropy_count", Launch.of(blocks, THREADS), labels, parts, e.rows(), e.classes());
    context.launch("sum_parts", Launch.of(1, SUM_THREADS), parts, valid, blocks);
    return valid;
  }

  @Override
  public void clusterLoss(Tensor codes, Tensor centroids, Tensor loss, Tensor gradient) {
    ClusterExtents e = ClusterExtents.ofLoss(codes, centroids, loss, gradient);
    new CudaClusterLoss(
            context,
            e,
            context.address("clusterLoss", codes),
            context.address("clusterLoss", centroids))
        .run(context.address("clusterLoss", loss), context.address("clusterLoss", gradient));
  }

  @Override
  public void correspondence(
      Tensor f,
      Tensor g,
      Tensor s,
      Tensor t,
      CorrespondenceForm form,
      Tensor statistics,
      Tensor sGradient,
      Tensor tGradient) {
    CorrespondenceExtents.Outputs out =
        new CorrespondenceExtents.Outputs(statistics, sGradient, tGradient);
    CorrespondenceExtents e = CorrespondenceExtents.of(f, g, s, t, out);
    new CudaCorrespondence(
            context,
            e,
            form,
            context.address("correspondence", f),
            context.address("correspondence", g),
            context.address("correspondence", s),
            context.address("correspondence", t))
        .run(
            context.address("correspondence", statistics),
            context.address("correspondence", sGradient),
            context.address("correspondence", tGradient));
  }
}

package ai.stego.tensor.cpu.vector;

import static ai.stego.tensor.cpu.HostStorage.array;
import static ai.stego.tensor.cpu.HostStorage.start;

import ai.stego.tensor.CorrespondenceForm;
import ai.stego.tensor.LossOps;
import ai.stego.tensor.Tensor;
import ai.stego.tensor.cpu.CpuContext;
import ai.stego.tensor.cpu.OrderedSum;
import ai.stego.tensor.extent.ClusterExtents;
import ai.stego.tensor.extent.CorrespondenceExtents;
import ai.stego.tensor.extent.LossExtents;

/** Losses and their gradients in vectors. */
final class VectorLosses implements LossOps {
  private final CpuContext context;

  VectorLosses(CpuContext context) {
    this.context = context;
  }

  @Override
  public void crossEntropy(Tensor logits, int[] labels, Tensor loss, Tensor gradient) {
    LossExtents e = LossExtents.ofCrossEntropy(logits, labels, loss, gradient);
    float[] in = array("crossEntropy", logits);
    float[] out = array("crossEntropy", gradient);
    int inStart = start(logits);
    int outStart = start(gradient);
    int classes = e.classes();
    int valid = e.validRows(labels);
    int block = CrossEntropyBlock.rows(classes);
    double sum =
        OrderedSum.of(
            context.parallel(),
            e.rows(),
            block * CrossEntropyBlock.BLOCKS,
            (from, to) -> {
              float[] scratch = context.memory().borrow(CrossEntropyBlock.scratchSize(classes));
              try {
                CrossEntropyBlock work = new CrossEntropyBlock(e, labels, valid, scratch);
                double part = 0;
                for (int m = from; m < to; m += block) {
                  int last = Math.min(m + block, to);
                  part += work.run(in, inStart + m * classes, m, last, out, outStart + m * classes);
                }
                return part;
              } finally {
                context.memory().giveBack(scratch);
              }
            });
    loss.write(valid == 0 ? 0 : (float) (sum / valid));
  }

  @Override
  public void clusterLoss(Tensor codes, Tensor centroids, Tensor loss, Tensor gradient) {
    ClusterExtents e = ClusterExtents.ofLoss(codes, centroids, loss, gradient);
    RowBlock x = new RowBlock(array("clusterLoss", codes), start(codes), e.width(), e.points());
    RowBlock c =
        new RowBlock(array("clusterLoss", centroids), start(centroids), e.width(), e.clusters());
    VectorClusterLoss work = new VectorClusterLoss(context, e, x, c);
    double sum = work.assign();
    work.writeGradient(array("clusterLoss", gradient), start(gradient));
    loss.write(e.points() == 0 ? 0 : (float) (-sum / e.points()));
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
    new VectorCorrespondence(
            context, e, form, rows(f), rows(g), rows(s), rows(t), rows(sGradient), rows(tGradient))
        .run(statistics);
  }

  private static RowBlock rows(Tensor x) {
    int count = (int) x.shape().rows();
    return new RowBlock(array("correspondence", x), start(x), x.shape().axis(-1), count);
  }
}

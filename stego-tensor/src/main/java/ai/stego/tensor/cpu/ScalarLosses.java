package ai.stego.tensor.cpu;

import static ai.stego.tensor.cpu.HostStorage.array;
import static ai.stego.tensor.cpu.HostStorage.start;

import ai.stego.tensor.CorrespondenceForm;
import ai.stego.tensor.LossOps;
import ai.stego.tensor.Tensor;
import ai.stego.tensor.extent.ClusterExtents;
import ai.stego.tensor.extent.CorrespondenceExtents;
import ai.stego.tensor.extent.LossExtents;
import java.util.Arrays;

/** Losses and their gradients, one row at a time, summed in double. */
final class ScalarLosses implements LossOps {
  private static final int GRAIN = 256;

  private final CpuContext context;

  ScalarLosses(CpuContext context) {
    this.context = context;
  }

  @Override
  public void crossEntropy(Tensor logits, int[] labels, Tensor loss, Tensor gradient) {
    LossExtents e = LossExtents.ofCrossEntropy(logits, labels, loss, gradient);
    float[] in = array("crossEntropy", logits);
    float[] out = array("crossEntropy", gradient);
    int valid = e.validRows(labels);
    double sum =
        OrderedSum.of(
            context.parallel(),
            e.rows(),
            GRAIN,
            (from, to) -> {
              double part = 0;
              for (int m = from; m < to; m++) {
                int x = start(logits) + m * e.classes();
                int y = start(gradient) + m * e.classes();
                if (e.isValid(labels[m])) {
                  part += crossEntropy(in, x, e.classes(), labels[m], out, y, valid);
                } else {
                  Arrays.fill(out, y, y + e.classes(), 0);
                }
              }
              return part;
            });
    loss.write(valid == 0 ? 0 : (float) (sum / valid));
  }

  /** Writes (softmax(x) - onehot(label))/count; returns -log softmax(x)[label]. */
  private static double crossEntropy(
      float[] in, int x, int classes, int label, float[] out, int y, int count) {
    double max = ScalarRows.max(in, x, classes);
    double sum = ScalarRows.sumExp(in, x, classes, 1, max);
    double loss = max + Math.log(sum) - in[x + label];
    for (int k = 0; k < classes; k++) {
      double probability = Math.exp(in[x + k] - max) / sum;
      out[y + k] = (float) ((k == label ? probability - 1 : probability) / count);
    }
    return loss;
  }

  @Override
  public void clusterLoss(Tensor codes, Tensor centroids, Tensor loss, Tensor gradient) {
    ClusterExtents e = ClusterExtents.ofLoss(codes, centroids, loss, gradient);
    float[] x = array("clusterLoss", codes);
    float[] c = array("clusterLoss", centroids);
    NearestCosine nearest = new NearestCosine(e, x, start(codes), c, start(centroids));
    int[] labels = new int[e.points()];
    double sum =
        OrderedSum.of(
            context.parallel(),
            e.points(),
            GRAIN,
            (from, to) -> {
              double part = 0;
              for (int m = from; m < to; m++) {
                labels[m] = nearest.find(m);
                part += nearest.cosine(m, labels[m]);
              }
              return part;
            });
    double[] units = new double[e.clusters() * e.width()];
    for (int m = 0; m < e.points(); m++) {
      nearest.addUnit(m, units, labels[m] * e.width());
    }
    nearest.writeGradient(units, array("clusterLoss", gradient), start(gradient));
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
    new ScalarCorrespondence(e, form, f, g, s, t).run(context.parallel(), out);
  }
}

package ai.stego.benchmarks.work;

import ai.stego.nn.Parameter;
import ai.stego.nn.Tape;
import ai.stego.tensor.CorrespondenceForm;
import ai.stego.tensor.Tensor;
import ai.stego.train.CorrespondenceLoss;
import ai.stego.train.StepDraws;
import ai.stego.train.config.Setting;
import ai.stego.train.config.TrainConfig;

/** The correspondence loss with its gradient. */
public final class LossWork {
  private static final CorrespondenceForm FORM = new CorrespondenceForm(true, true, false, 0.18f);

  private LossWork() {}

  /**
   * Extents of a batch.
   *
   * @param images B
   * @param patches h = w
   * @param samples S, compared positions of a side
   */
  public record Batch(int images, int patches, int samples) {}

  /**
   * The fused operation on one pair of sampled maps.
   *
   * @param in makes the inputs
   * @param batch its extents
   * @return the work
   */
  public static Workload pair(Inputs in, Batch batch) {
    int positions = batch.samples() * batch.samples();
    Tensor f = in.unitRows(batch.images(), positions, HeadWork.FEATURES);
    Tensor g = in.unitRows(batch.images(), positions, HeadWork.FEATURES);
    Tensor s = in.unitRows(batch.images(), positions, HeadWork.CODE);
    Tensor t = in.unitRows(batch.images(), positions, HeadWork.CODE);
    Tensor statistics = in.empty(3);
    Tensor ds = in.empty(batch.images(), positions, HeadWork.CODE);
    Tensor dt = in.empty(batch.images(), positions, HeadWork.CODE);
    double flops =
        2.0 * batch.images() * positions * positions * (HeadWork.FEATURES + 3 * HeadWork.CODE);
    return new Workload(
        () -> in.backend().loss().correspondence(f, g, s, t, FORM, statistics, ds, dt), flops);
  }

  /**
   * Everything of a step: sampling, normalising and all pairs, and back to the codes.
   *
   * @param in makes the inputs
   * @param batch its extents
   * @return the work
   */
  public static Workload step(Inputs in, Batch batch) {
    TrainConfig config = TrainConfig.DEFAULT;
    CorrespondenceLoss loss = CorrespondenceLoss.of(config);
    StepDraws draws =
        StepDraws.of(in.rng(), batch.images(), batch.samples(), config.count(Setting.NEGATIVES));
    Maps images = Maps.random(in, batch);
    Maps neighbors = Maps.random(in, batch);
    return Workload.uncounted(
        () -> {
          try (Tape tape = new Tape(in.backend())) {
            tape.backward(loss.forward(images.on(tape), neighbors.on(tape), draws).total());
          }
        });
  }

  private record Maps(Tensor features, Parameter codes) {
    static Maps random(Inputs in, Batch batch) {
      int side = batch.patches();
      Tensor codes = in.uniform(batch.images(), side, side, HeadWork.CODE);
      Tensor gradient = in.zeros(batch.images(), side, side, HeadWork.CODE);
      return new Maps(
          in.uniform(batch.images(), side, side, HeadWork.FEATURES),
          new Parameter("codes", codes, gradient));
    }

    CorrespondenceLoss.Maps on(Tape tape) {
      return new CorrespondenceLoss.Maps(tape.constant(features), tape.parameter(codes));
    }
  }
}

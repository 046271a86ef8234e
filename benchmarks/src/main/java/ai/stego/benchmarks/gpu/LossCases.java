package ai.stego.benchmarks.gpu;

import ai.stego.benchmarks.work.Inputs;
import ai.stego.benchmarks.work.Sizes;
import ai.stego.nn.Parameter;
import ai.stego.nn.Tape;
import ai.stego.tensor.AdamStep;
import ai.stego.tensor.CorrespondenceForm;
import ai.stego.tensor.Interpolation;
import ai.stego.tensor.Tensor;
import ai.stego.train.CorrespondenceLoss;
import ai.stego.train.StepDraws;
import ai.stego.train.config.Setting;
import ai.stego.train.config.TrainConfig;
import java.util.List;

/** What a training step consists of besides products, at the reference's batch of 16. */
final class LossCases {
  private static final CorrespondenceForm FORM = new CorrespondenceForm(true, true, false, 0.18f);
  private static final AdamStep STEP = new AdamStep(5e-4, 0.9, 0.999, 1e-8, 0, 1);

  private final int batch;
  private final int side;
  private final int samples;
  private final int features;
  private final int code;
  private final int pixels;
  private final int classes = 27;
  private final int negatives = 5;

  private LossCases(Sizes sizes) {
    this.batch = sizes.of(16, 3);
    this.side = sizes.of(28, 4);
    this.samples = sizes.of(11, 3);
    this.features = sizes.of(384, 12);
    this.code = sizes.of(70, 7);
    this.pixels = sizes.of(224, 8);
  }

  static List<Case> of(Sizes sizes) {
    LossCases cases = new LossCases(sizes);
    return List.of(
        cases.resize(),
        cases.crossEntropy(),
        cases.pair(),
        cases.step(),
        cases.adam(sizes.of(21_670_272, 1000)));
  }

  private Case resize() {
    long out = Inputs.count(batch, pixels, pixels, code);
    return new Case(
        "resize",
        "%d x %d x %d x %d -> %d x %d".formatted(batch, side, side, code, pixels, pixels),
        false,
        Work.values(out + (double) batch * side * side * code),
        in ->
            Inputs.sets(
                out,
                () -> {
                  Tensor x = in.uniform(batch, side, side, code);
                  Tensor to = in.empty(batch, pixels, pixels, code);
                  return () -> in.backend().image().resize(x, Interpolation.BILINEAR, to);
                }));
  }

  private Case crossEntropy() {
    int rows = batch * pixels * pixels;
    return new Case(
        "cross entropy",
        "%d x %d".formatted(rows, classes),
        false,
        Work.values(2.0 * rows * classes),
        in -> {
          int[] labels = in.labels(rows, classes);
          Tensor loss = in.empty(1);
          return Inputs.sets(
              2L * rows * classes,
              () -> {
                Tensor logits = in.uniform(rows, classes);
                Tensor gradient = in.empty(rows, classes);
                return () -> in.backend().loss().crossEntropy(logits, labels, loss, gradient);
              });
        });
  }

  private Case pair() {
    int positions = samples * samples;
    return new Case(
        "correspondence, one pair",
        "%d x %d positions, F %d, Z %d".formatted(batch, positions, features, code),
        true,
        Work.values(2.0 * batch * positions * (features + 2.0 * code))
            .with((double) batch * positions * positions * (features + 3.0 * code)),
        in ->
            Inputs.sets(
                2L * batch * positions * (features + 2L * code),
                () -> {
                  Tensor f = in.unitRows(batch, positions, features);
                  Tensor g = in.unitRows(batch, positions, features);
                  Tensor s = in.unitRows(batch, positions, code);
                  Tensor t = in.unitRows(batch, positions, code);
                  Tensor statistics = in.empty(3);
                  Tensor ds = in.empty(batch, positions, code);
                  Tensor dt = in.empty(batch, positions, code);
                  return () ->
                      in.backend().loss().correspondence(f, g, s, t, FORM, statistics, ds, dt);
                }));
  }

  /** Sampling, normalising and all pairs of a step, forward and backward to the codes. */
  private Case step() {
    CorrespondenceLoss loss =
        CorrespondenceLoss.of(TrainConfig.DEFAULT.with(Setting.NEGATIVES, negatives));
    return new Case(
        "correspondence loss",
        "%d x %d x %d, %d x %d positions, %d pairs, F %d, Z %d"
            .formatted(batch, side, side, samples, samples, negatives + 2, features, code),
        true,
        Work.UNCOUNTED,
        in -> {
          StepDraws draws = StepDraws.of(in.rng(), batch, samples, negatives);
          return Inputs.sets(
              2L * batch * side * side * (features + 2L * code),
              () -> {
                Maps images = maps(in);
                Maps neighbors = maps(in);
                return () -> {
                  try (Tape tape = new Tape(in.backend())) {
                    tape.backward(loss.forward(images.on(tape), neighbors.on(tape), draws).total());
                  }
                };
              });
        });
  }

  private record Maps(Tensor features, Parameter codes) {
    CorrespondenceLoss.Maps on(Tape tape) {
      return new CorrespondenceLoss.Maps(tape.constant(features), tape.parameter(codes));
    }
  }

  private Maps maps(Inputs in) {
    Tensor values = in.uniform(batch, side, side, code);
    Tensor gradient = in.zeros(batch, side, side, code);
    return new Maps(
        in.uniform(batch, side, side, features), new Parameter("codes", values, gradient));
  }

  private Case adam(int count) {
    return new Case(
        "Adam",
        count + " parameters",
        false,
        Work.values(7.0 * count),
        in ->
            Inputs.sets(
                4L * count,
                () -> {
                  Tensor parameter = in.uniform(count);
                  Tensor gradient = in.uniform(count);
                  Tensor mean = in.zeros(count);
                  Tensor square = in.zeros(count);
                  return () ->
                      in.backend().optimizer().adam(parameter, gradient, mean, square, STEP);
                }));
  }
}

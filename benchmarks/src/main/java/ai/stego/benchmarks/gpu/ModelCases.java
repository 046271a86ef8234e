package ai.stego.benchmarks.gpu;

import ai.stego.benchmarks.work.HostFeatures;
import ai.stego.benchmarks.work.Inputs;
import ai.stego.benchmarks.work.Sizes;
import ai.stego.tensor.Scope;
import ai.stego.tensor.Tensor;
import ai.stego.train.StegoTrainer;
import ai.stego.train.config.Setting;
import ai.stego.train.config.TrainConfig;
import ai.stego.vit.UntrainedWeights;
import ai.stego.vit.VisionTransformer;
import ai.stego.vit.VitConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whole ViT-S/8 passes and whole training steps. */
final class ModelCases {
  private static final int PATCH = 8;
  private static final int[] BATCHES = {1, 16, 64, 256};
  private static final int[] TINY_BATCHES = {1, 2};

  private ModelCases() {}

  static List<Case> of(Sizes sizes) {
    List<Case> cases = new ArrayList<>();
    for (int batch : sizes.small() ? TINY_BATCHES : BATCHES) {
      cases.add(forward(sizes, batch));
    }
    cases.add(trainingStep(sizes));
    return cases;
  }

  private static VitConfig config(Sizes sizes) {
    return sizes.small()
        ? new VitConfig(PATCH, 64, 1, 1, 128, 2, 2, 3, VitConfig.DINO_EPSILON)
        : VitConfig.small(PATCH);
  }

  private static Case forward(Sizes sizes, int batch) {
    VitConfig config = config(sizes);
    int side = sizes.of(224, 16);
    int tokens = 1 + side / PATCH * (side / PATCH);
    return new Case(
        "ViT-S/8, batch " + batch,
        "%d x 3 x %d x %d, width %d, depth %d"
            .formatted(batch, side, side, config.width(), config.depth()),
        true,
        new Work(0, 2.0 * batch * multiplyAdds(config, tokens), batch),
        in -> {
          UntrainedWeights weights = UntrainedWeights.of(config, "vits8:");
          VisionTransformer model =
              VisionTransformer.load(in.backend(), config, weights, in.scope());
          return Inputs.sets(
              3L * batch * side * side,
              () -> {
                Tensor images = in.uniform(batch, 3, side, side);
                return () -> {
                  try (Scope pass = in.backend().scope()) {
                    model.forward(images, pass);
                  }
                };
              });
        });
  }

  /** Of the products of one image; the rest is below one in a hundred. */
  private static double multiplyAdds(VitConfig config, int tokens) {
    double width = config.width();
    double linear = width * (4 * width + 2 * config.hidden());
    double attention = 2 * tokens * width;
    double patches = (double) config.channels() * config.patch() * config.patch() * width;
    return tokens * (config.depth() * (linear + attention) + patches);
  }

  /** Features and labels start on the host: copying them is part of the step. */
  private static Case trainingStep(Sizes sizes) {
    int pixels = sizes.of(224, 16);
    int width = sizes.of(384, 12);
    TrainConfig config =
        TrainConfig.DEFAULT
            .with(Setting.BATCH, sizes.of(16, 3))
            .with(Setting.CODE_WIDTH, sizes.of(70, 7))
            .with(Setting.SAMPLES, sizes.of(11, 3));
    int side = pixels / PATCH;
    int images = sizes.of(64, 16);
    int classes = config.count(Setting.CLASSES);
    return new Case(
        "training step",
        "%d x %d x %d x %d, labels %d x %d"
            .formatted(config.count(Setting.BATCH), side, side, width, pixels, pixels),
        true,
        Work.UNCOUNTED,
        in -> {
          HostFeatures features = HostFeatures.random(in, images, side, width);
          HostFeatures.Labels labels = HostFeatures.Labels.random(in, images, pixels, classes);
          StegoTrainer.Data data =
              new StegoTrainer.Data(
                  features,
                  features.neighbors(config.count(Setting.NEIGHBORS)),
                  Optional.of(labels));
          StegoTrainer trainer = in.scope().keep(new StegoTrainer(in.backend(), config, data));
          return List.of(trainer::step);
        });
  }
}

package ai.stego.benchmarks.paired;

import ai.stego.benchmarks.work.ClusterWork;
import ai.stego.benchmarks.work.SegmentWork;
import ai.stego.benchmarks.work.Sizes;
import ai.stego.benchmarks.work.StoredTraining;
import ai.stego.train.config.Setting;
import ai.stego.train.config.TrainConfig;
import ai.stego.vit.VitConfig;
import java.util.ArrayList;
import java.util.List;

/** What no peer in this process does: the goals are those of issue D, in seconds. */
final class OtherCases {
  private static final int THREADS = 2;
  private static final int[] VECTORS = {5_000, 10_000, 20_000, 40_000, 80_000};

  private final Sizes sizes;

  private OtherCases(Sizes sizes) {
    this.sizes = sizes;
  }

  static List<Case> of(Sizes sizes) {
    OtherCases cases = new OtherCases(sizes);
    List<Case> all = new ArrayList<>();
    all.add(cases.crf());
    for (int vectors : VECTORS) {
      all.add(cases.neighbors(vectors));
    }
    all.add(cases.kMeans());
    all.add(cases.trainingStep());
    all.add(cases.segment());
    return all;
  }

  private Case crf() {
    return Case.alone(
        "CRF, 320 x 320, 27 classes, 10 iterations",
        THREADS,
        Goal.seconds(0.30, 0.20),
        in -> SegmentWork.crf(in, sizes.of(320, 16), sizes.of(27, 3)));
  }

  private Case neighbors(int vectors) {
    Goal goal = vectors == 20_000 ? Goal.seconds(3.0, 2.2) : Goal.NONE;
    return Case.alone(
        "neighbours, 30 of each of %d x 384".formatted(vectors),
        THREADS,
        goal,
        in -> ClusterWork.neighbors(in, sizes.of(vectors, 60), 384, sizes.of(30, 4)));
  }

  private Case kMeans() {
    return Case.alone(
        "k-means, 200000 x 70 to 27, 20 iterations",
        THREADS,
        Goal.seconds(0.6, 0.3),
        in ->
            ClusterWork.kMeans(
                in,
                new ClusterWork.Grouping(
                    sizes.of(200_000, 2_000), 70, sizes.of(27, 3), sizes.of(20, 2))));
  }

  /** 16 image pairs, 196 tokens, 11 classes: what the reference took 0.70 s a step for. */
  private Case trainingStep() {
    TrainConfig config =
        TrainConfig.DEFAULT
            .with(Setting.CLASSES, 11)
            .with(Setting.SIZE, sizes.of(224, 32))
            .with(Setting.SAMPLES, sizes.of(11, 3));
    VitConfig backbone = sizes.small() ? tiny(16) : VitConfig.small(16);
    return Case.alone(
        "training step, 16 pairs, 14 x 14 patches, from the store",
        THREADS,
        Goal.seconds(0.30, 0.20),
        in -> StoredTraining.step(in, config, backbone));
  }

  private Case segment() {
    VitConfig config = sizes.small() ? tiny(8) : VitConfig.small(8);
    return Case.alone(
        "segment one photograph, ViT-S/8, 320 px, mirrored too, CRF",
        THREADS,
        Goal.seconds(2.6, 2.0),
        in -> SegmentWork.segment(in, config, sizes.of(320, 32)));
  }

  private static VitConfig tiny(int patch) {
    return new VitConfig(patch, 64, 1, 1, 128, 2, 2, 3, VitConfig.DINO_EPSILON);
  }
}

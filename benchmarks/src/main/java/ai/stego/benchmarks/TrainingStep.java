package ai.stego.benchmarks;

import ai.stego.benchmarks.work.Inputs;
import ai.stego.benchmarks.work.StoredTraining;
import ai.stego.benchmarks.work.Workload;
import ai.stego.train.config.Setting;
import ai.stego.train.config.TrainConfig;
import ai.stego.vit.VitConfig;
import java.io.IOException;
import org.openjdk.jmh.annotations.Param;

/** Whole training steps from the store, 16 pairs of 224 px. */
public class TrainingStep extends OnBackend {
  /** Patches of the backbone: 16 gives 196 tokens, 8 gives 784. */
  @Param({"16", "8"})
  public int patch;

  @Override
  Workload workload(Inputs in) throws IOException {
    TrainConfig config = TrainConfig.DEFAULT.with(Setting.CLASSES, 11);
    return StoredTraining.step(in, config, VitConfig.small(patch));
  }
}

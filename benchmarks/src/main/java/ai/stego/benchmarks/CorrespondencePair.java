package ai.stego.benchmarks;

import ai.stego.benchmarks.work.Inputs;
import ai.stego.benchmarks.work.LossWork;
import ai.stego.benchmarks.work.Workload;

/**
 * The fused correspondence loss of one pair of maps, with gradients: 16 images, 11 x 11 positions.
 */
public class CorrespondencePair extends OnBackend {
  @Override
  Workload workload(Inputs in) {
    return LossWork.pair(in, new LossWork.Batch(16, 0, 11));
  }
}

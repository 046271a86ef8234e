package ai.stego.benchmarks;

import ai.stego.benchmarks.work.Inputs;
import ai.stego.benchmarks.work.LossWork;
import ai.stego.benchmarks.work.Workload;
import org.openjdk.jmh.annotations.Param;

/** All seven pairs of a step: sampling, normalising, the losses, back to the codes. */
public class CorrespondenceStep extends OnBackend {
  /** h = w. */
  @Param({"14", "28"})
  public int side;

  @Override
  Workload workload(Inputs in) {
    return LossWork.step(in, new LossWork.Batch(16, side, 11));
  }
}

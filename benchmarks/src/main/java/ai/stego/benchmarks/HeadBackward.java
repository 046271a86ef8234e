package ai.stego.benchmarks;

import ai.stego.benchmarks.work.HeadWork;
import ai.stego.benchmarks.work.Inputs;
import ai.stego.benchmarks.work.Workload;
import org.openjdk.jmh.annotations.Param;

/** The segmentation head forward and backward, a batch of 16. */
public class HeadBackward extends OnBackend {
  /** h·w of each image. */
  @Param({"196", "784"})
  public int patches;

  @Override
  Workload workload(Inputs in) {
    return HeadWork.backward(in, 16, patches);
  }
}

package ai.stego.benchmarks;

import ai.stego.benchmarks.work.HeadWork;
import ai.stego.benchmarks.work.Inputs;
import ai.stego.benchmarks.work.Workload;
import org.openjdk.jmh.annotations.Param;

/** The segmentation head as segmenting runs it. */
public class HeadForward extends OnBackend {
  /** h·w: ViT-S/16 at 224 px, ViT-S/8 at 320 px. */
  @Param({"196", "1600"})
  public int patches;

  @Override
  Workload workload(Inputs in) {
    return HeadWork.forward(in, 1, patches);
  }
}

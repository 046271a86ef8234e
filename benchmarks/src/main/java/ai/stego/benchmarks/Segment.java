package ai.stego.benchmarks;

import ai.stego.benchmarks.work.Inputs;
import ai.stego.benchmarks.work.SegmentWork;
import ai.stego.benchmarks.work.Workload;
import ai.stego.vit.VitConfig;
import java.io.IOException;
import org.openjdk.jmh.annotations.Param;

/** One photograph of 512 x 512 from its bytes to its mask: ViT-S/8, mirrored too, CRF. */
public class Segment extends OnBackend {
  /** Height and width that the backbone sees. */
  @Param({"224", "320"})
  public int size;

  @Override
  Workload workload(Inputs in) throws IOException {
    return SegmentWork.segment(in, VitConfig.small(8), size);
  }
}

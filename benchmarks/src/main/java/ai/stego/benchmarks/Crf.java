package ai.stego.benchmarks;

import ai.stego.benchmarks.work.Inputs;
import ai.stego.benchmarks.work.SegmentWork;
import ai.stego.benchmarks.work.Workload;
import java.io.IOException;
import org.openjdk.jmh.annotations.Param;

/** The dense CRF with STEGO's parameters, 27 classes, on a photograph. */
public class Crf extends OnBackend {
  /** Height and width in pixels. */
  @Param({"224", "320"})
  public int size;

  @Override
  Workload workload(Inputs in) throws IOException {
    return SegmentWork.crf(in, size, 27);
  }
}

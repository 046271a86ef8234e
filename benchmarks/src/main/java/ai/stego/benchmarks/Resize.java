package ai.stego.benchmarks;

import ai.stego.benchmarks.work.Inputs;
import ai.stego.benchmarks.work.SegmentWork;
import ai.stego.benchmarks.work.Workload;
import org.openjdk.jmh.annotations.Param;

/** Codes of patches enlarged to pixels: 70 channels, eight times as high and wide. */
public class Resize extends OnBackend {
  /** Height and width in pixels. */
  @Param({"224", "320"})
  public int size;

  @Override
  Workload workload(Inputs in) {
    return SegmentWork.resize(in, size / 8, size);
  }
}

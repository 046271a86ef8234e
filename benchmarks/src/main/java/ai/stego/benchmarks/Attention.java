package ai.stego.benchmarks;

import ai.stego.benchmarks.work.Inputs;
import ai.stego.benchmarks.work.TransformerWork;
import ai.stego.benchmarks.work.Workload;
import org.openjdk.jmh.annotations.Param;

/** Attention of six heads of 64, one image. */
public class Attention extends OnBackend {
  /** N. */
  @Param({"197", "785", "1601"})
  public int tokens;

  @Override
  Workload workload(Inputs in) {
    return TransformerWork.attention(in, tokens, 6, 64);
  }
}

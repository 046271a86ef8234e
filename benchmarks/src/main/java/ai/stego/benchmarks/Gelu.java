package ai.stego.benchmarks;

import ai.stego.benchmarks.work.Inputs;
import ai.stego.benchmarks.work.TransformerWork;
import ai.stego.benchmarks.work.Workload;
import org.openjdk.jmh.annotations.Param;

/** GELU of tokens of 1536 values. */
public class Gelu extends OnBackend {
  /** Rows. */
  @Param({"197", "785", "1601"})
  public int tokens;

  @Override
  Workload workload(Inputs in) {
    return TransformerWork.gelu(in, tokens, 1536);
  }
}

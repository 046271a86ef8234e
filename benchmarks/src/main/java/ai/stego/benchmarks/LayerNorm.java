package ai.stego.benchmarks;

import ai.stego.benchmarks.work.Inputs;
import ai.stego.benchmarks.work.TransformerWork;
import ai.stego.benchmarks.work.Workload;
import org.openjdk.jmh.annotations.Param;

/** Layer norm of tokens of 384 values. */
public class LayerNorm extends OnBackend {
  /** Rows. */
  @Param({"197", "785", "1601"})
  public int tokens;

  @Override
  Workload workload(Inputs in) {
    return TransformerWork.layerNorm(in, tokens, 384);
  }
}

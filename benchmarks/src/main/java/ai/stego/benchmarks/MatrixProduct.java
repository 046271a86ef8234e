package ai.stego.benchmarks;

import ai.stego.benchmarks.work.Inputs;
import ai.stego.benchmarks.work.TransformerWork;
import ai.stego.benchmarks.work.Workload;
import org.openjdk.jmh.annotations.Param;

/** The products of ViT-S/8: tokens x 384 with packed weights, bias and epilogue. */
public class MatrixProduct extends OnBackend {
  /** Which layer of a block. */
  @Param({"QKV", "PROJECTION", "FC1", "FC2"})
  public TransformerWork.Layer layer;

  /** Rows: 224 px with patches of 16 and 8, 320 px with patches of 8. */
  @Param({"197", "785", "1601"})
  public int tokens;

  @Override
  Workload workload(Inputs in) {
    return TransformerWork.product(in, layer, tokens, 384);
  }
}

package ai.stego.benchmarks;

import ai.stego.benchmarks.work.ClusterWork;
import ai.stego.benchmarks.work.Inputs;
import ai.stego.benchmarks.work.Workload;
import org.openjdk.jmh.annotations.Param;

/** The exact 30 nearest of every one of so many vectors of 384 values. */
public class NearestNeighbors extends OnBackend {
  /** N; the arithmetic grows with its square. */
  @Param({"5000", "10000", "20000", "40000", "80000"})
  public int images;

  @Override
  Workload workload(Inputs in) {
    return ClusterWork.neighbors(in, images, 384, 30);
  }
}

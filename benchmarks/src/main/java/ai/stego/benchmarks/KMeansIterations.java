package ai.stego.benchmarks;

import ai.stego.benchmarks.work.ClusterWork;
import ai.stego.benchmarks.work.Inputs;
import ai.stego.benchmarks.work.Workload;
import org.openjdk.jmh.annotations.Param;

/** Twenty of Lloyd's iterations, 70 values into 27 clusters. */
public class KMeansIterations extends OnBackend {
  /** M. */
  @Param({"20000", "200000"})
  public int points;

  @Override
  Workload workload(Inputs in) {
    return ClusterWork.kMeans(in, new ClusterWork.Grouping(points, 70, 27, 20));
  }
}

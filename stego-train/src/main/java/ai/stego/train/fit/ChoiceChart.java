package ai.stego.train.fit;

import ai.stego.train.report.LineChart;
import java.util.List;

/** What the numbers of clusters come to, as a chart. */
public final class ChoiceChart {
  private ChoiceChart() {}

  /**
   * Both curves over the number of clusters: where the inertia bends and the silhouette is high, a
   * good number is.
   *
   * @param candidates at least one
   * @return the chart
   */
  public static LineChart of(List<ClusterFit.Candidate> candidates) {
    double[] clusters = candidates.stream().mapToDouble(ClusterFit.Candidate::clusters).toArray();
    double[] inertia = candidates.stream().mapToDouble(ClusterFit.Candidate::inertia).toArray();
    double[] silhouette =
        candidates.stream().mapToDouble(ClusterFit.Candidate::silhouette).toArray();
    return new LineChart(
        "How many clusters?",
        "clusters",
        "share",
        List.of(
            new LineChart.Line("inertia (1 for one cluster; look for the bend)", clusters, inertia),
            new LineChart.Line("silhouette (the higher the better)", clusters, silhouette)));
  }
}

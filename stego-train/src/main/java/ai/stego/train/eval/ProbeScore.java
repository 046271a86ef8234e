package ai.stego.train.eval;

import ai.stego.segment.StegoModel;
import java.util.stream.IntStream;

/**
 * How one probe did over a dataset.
 *
 * @param probe which one
 * @param crf whether its masks were refined by a CRF
 * @param matrix what it took the pixels of each class for
 * @param metrics the figures of that
 */
public record ProbeScore(
    StegoModel.Classes probe, boolean crf, ConfusionMatrix matrix, Metrics metrics) {

  /**
   * Computes the figures.
   *
   * @param probe which one
   * @param crf whether its masks were refined by a CRF
   * @param matrix what it took the pixels of each class for
   * @param extra what becomes of clusters beyond the number of classes
   * @return matrix and figures
   */
  public static ProbeScore of(
      StegoModel.Classes probe, boolean crf, ConfusionMatrix matrix, ExtraClusters extra) {
    Metrics metrics =
        probe == StegoModel.Classes.CLUSTER
            ? Metrics.ofClusters(matrix, extra)
            : Metrics.ofClasses(matrix);
    return new ProbeScore(probe, crf, matrix, metrics);
  }

  /**
   * The matching without the pairs that no pixel speaks for: a cluster that is empty, or was
   * matched to a class only because that was left over, should not bear its name.
   *
   * @return for each cluster its class, or {@link HungarianMatching#UNMATCHED}; for {@code
   *     Legend.ofClusters}
   */
  public int[] supportedClasses() {
    int[] classOfCluster = metrics.classOfCluster();
    return IntStream.range(0, classOfCluster.length)
        .map(
            cluster -> {
              int match = classOfCluster[cluster];
              boolean unmatched = match == HungarianMatching.UNMATCHED;
              return unmatched || matrix.count(cluster, match) == 0
                  ? HungarianMatching.UNMATCHED
                  : match;
            })
        .toArray();
  }
}

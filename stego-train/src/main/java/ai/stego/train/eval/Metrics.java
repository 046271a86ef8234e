package ai.stego.train.eval;

import ai.stego.tensor.ShapeException;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The figures of a {@link ConfusionMatrix} M over K labelled classes. Where cluster c(k) stands for
 * class k (for a linear probe c(k) = k):
 *
 * <ul>
 *   <li>accuracy = Σₖ M[c(k), k] / Σ M
 *   <li>IoU of class k = M[c(k), k] / (Σⱼ M[c(k), j] + Σᵢ M[i, k] - M[c(k), k]), undefined where
 *       that divides by 0: the class is neither labelled nor predicted
 *   <li>mIoU = the mean over the classes whose IoU is defined
 * </ul>
 *
 * <p>Source: Hamilton et al. 2022, section 4.1, and its reference implementation.
 *
 * @param accuracy 0..1; NaN if no pixel was counted
 * @param meanIou 0..1; NaN if no pixel was counted
 * @param iou for each class 0..1, or NaN where it is undefined
 * @param pixels for each class how many pixels have its label
 * @param classOfCluster for each row of the matrix its class, or {@link
 *     HungarianMatching#UNMATCHED}
 */
@SuppressWarnings("ArrayRecordComponent") // A carrier of values, never compared or hashed.
public record Metrics(
    double accuracy, double meanIou, double[] iou, long[] pixels, int[] classOfCluster) {

  /**
   * The figures of predicted classes.
   *
   * @param matrix (K,K)
   * @return the figures
   * @throws ShapeException if it is not square
   */
  public static Metrics ofClasses(ConfusionMatrix matrix) {
    ShapeException.require(
        matrix.predictions() == matrix.classes(),
        "metrics: predicted classes",
        matrix.classes(),
        matrix.predictions());
    int[] same = IntStream.range(0, matrix.classes()).toArray();
    return of(matrix, same, same);
  }

  /**
   * The figures of clusters, matched to classes so that as many pixels as possible agree.
   *
   * @param matrix (clusters,K); there may be more clusters than classes, or fewer
   * @param extra what becomes of clusters K and up
   * @return the figures
   */
  public static Metrics ofClusters(ConfusionMatrix matrix, ExtraClusters extra) {
    int clusters = matrix.predictions();
    boolean drop = extra == ExtraClusters.DROPPED_AS_REFERENCE && clusters > matrix.classes();
    ConfusionMatrix judged = drop ? matrix.first(matrix.classes()) : matrix;
    HungarianMatching matching = HungarianMatching.of(judged);
    int[] classOfCluster = new int[clusters];
    Arrays.fill(classOfCluster, HungarianMatching.UNMATCHED);
    int[] matched = matching.classOfCluster();
    System.arraycopy(matched, 0, classOfCluster, 0, matched.length);
    return of(judged, matching.clusterOfClass(), classOfCluster);
  }

  private static Metrics of(ConfusionMatrix matrix, int[] clusterOfClass, int[] classOfCluster) {
    double[] iou = new double[matrix.classes()];
    long[] pixels = new long[matrix.classes()];
    long right = 0;
    for (int k = 0; k < iou.length; k++) {
      int cluster = clusterOfClass[k];
      boolean has = cluster != HungarianMatching.UNMATCHED;
      long both = has ? matrix.count(cluster, k) : 0;
      pixels[k] = matrix.actual(k);
      long either = pixels[k] + (has ? matrix.predicted(cluster) : 0) - both;
      iou[k] = either == 0 ? Double.NaN : (double) both / either;
      right += both;
    }
    double mean =
        Arrays.stream(iou).filter(value -> !Double.isNaN(value)).average().orElse(Double.NaN);
    long total = matrix.total();
    double accuracy = total == 0 ? Double.NaN : (double) right / total;
    return new Metrics(accuracy, mean, iou, pixels, classOfCluster);
  }
}

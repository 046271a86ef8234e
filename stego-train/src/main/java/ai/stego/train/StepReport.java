package ai.stego.train;

import ai.stego.nn.LossFunctions.Correspondence;
import java.util.List;
import java.util.OptionalDouble;

/**
 * What came of one step.
 *
 * @param step steps taken, this one included
 * @param total the loss that was differentiated
 * @param correspondence the weighted sum of the three terms
 * @param cluster the cluster probe's loss
 * @param linear the linear probe's loss; empty without labels
 * @param self an image with itself
 * @param neighbor an image with its neighbour
 * @param negative an image with shuffled ones
 * @param largestCluster the share of patches in the cluster that takes most of them
 */
public record StepReport(
    long step,
    double total,
    double correspondence,
    double cluster,
    OptionalDouble linear,
    Term self,
    Term neighbor,
    Term negative,
    double largestCluster) {
  /**
   * One term of the correspondence loss.
   *
   * @param loss its mean, unweighted
   * @param codeCosine mean cosine of the codes
   * @param featureCosine mean cosine of the features
   */
  public record Term(double loss, double codeCosine, double featureCosine) {
    /** The mean over pairs of images. */
    static Term of(List<Correspondence> pairs) {
      double[] sums = new double[3];
      for (Correspondence pair : pairs) {
        float[] statistics = pair.statistics().toArray();
        for (int i = 0; i < sums.length; i++) {
          sums[i] += statistics[i];
        }
      }
      int count = pairs.size();
      return new Term(sums[0] / count, sums[1] / count, sums[2] / count);
    }
  }

  /**
   * Whether the numbers are still numbers.
   *
   * @return false once the loss is NaN or infinite
   */
  public boolean sound() {
    return Double.isFinite(total);
  }
}

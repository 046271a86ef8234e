package ai.stego.nn;

import ai.stego.tensor.CorrespondenceForm;
import java.util.Arrays;

/** The losses in double, as plain as can be; matrices are row-major. */
final class LossFormulas {
  private LossFormulas() {}

  /** The mean of -log softmax over rows with a label in range. */
  static double crossEntropy(double[] logits, int[] labels) {
    int classes = logits.length / labels.length;
    double sum = 0;
    int valid = 0;
    for (int m = 0; m < labels.length; m++) {
      if (labels[m] >= 0 && labels[m] < classes) {
        double exponentials = 0;
        for (int k = 0; k < classes; k++) {
          exponentials += Math.exp(logits[m * classes + k]);
        }
        sum += Math.log(exponentials) - logits[m * classes + labels[m]];
        valid++;
      }
    }
    return valid == 0 ? 0 : sum / valid;
  }

  /** Minus the mean cosine to the nearest centroid. */
  static double clusterLoss(double[] codes, double[] centroids, int width) {
    int clusters = centroids.length / width;
    double[] cosines =
        Formulas.product(
            Formulas.normalize(codes, width),
            Formulas.transpose(Formulas.normalize(centroids, width), width),
            width);
    double sum = 0;
    for (int row = 0; row < cosines.length; row += clusters) {
      double best = Double.NEGATIVE_INFINITY;
      for (int k = 0; k < clusters; k++) {
        best = Math.max(best, cosines[row + k]);
      }
      sum += best;
    }
    int rows = codes.length / width;
    return -sum / rows;
  }

  /** Inner products of the rows (P,width) of one image of a and b. */
  static double[] products(double[] a, double[] b, int image, int positions, int width) {
    double[] left =
        Arrays.copyOfRange(a, image * positions * width, (image + 1) * positions * width);
    double[] right =
        Arrays.copyOfRange(b, image * positions * width, (image + 1) * positions * width);
    return Formulas.product(left, Formulas.transpose(right, width), width);
  }

  /**
   * The correspondence loss.
   *
   * @param extents B, P, F, Z
   */
  static double correspondence(double[][] fgst, int[] extents, CorrespondenceForm form) {
    int positions = extents[1];
    double[][] features = new double[extents[0]][];
    for (int b = 0; b < features.length; b++) {
      features[b] = products(fgst[0], fgst[1], b, positions, extents[2]);
    }
    if (form.pointwise()) {
      centre(features, positions);
    }
    double sum = 0;
    for (int b = 0; b < features.length; b++) {
      double[] codes = products(fgst[2], fgst[3], b, positions, extents[3]);
      for (int i = 0; i < codes.length; i++) {
        double least = form.zeroClamp() ? 0 : -9999;
        double greatest = form.stabilized() ? 0.8 : Double.POSITIVE_INFINITY;
        double clamped = Math.min(greatest, Math.max(least, codes[i]));
        sum -= clamped * (features[b][i] - form.shift());
      }
    }
    return sum / (extents[0] * positions * positions);
  }

  /** F - (its mean over the second positions), less the mean of that, plus the mean of F. */
  private static void centre(double[][] features, int positions) {
    double before = mean(features);
    for (double[] block : features) {
      for (int row = 0; row < block.length; row += positions) {
        double sum = 0;
        for (int j = 0; j < positions; j++) {
          sum += block[row + j];
        }
        for (int j = 0; j < positions; j++) {
          block[row + j] -= sum / positions;
        }
      }
    }
    double after = mean(features);
    for (double[] block : features) {
      for (int i = 0; i < block.length; i++) {
        block[i] += before - after;
      }
    }
  }

  private static double mean(double[][] blocks) {
    double sum = 0;
    for (double[] block : blocks) {
      sum += Arrays.stream(block).sum();
    }
    return sum / (blocks.length * (double) blocks[0].length);
  }
}

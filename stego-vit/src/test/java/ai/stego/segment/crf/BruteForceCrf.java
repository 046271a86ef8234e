package ai.stego.segment.crf;

/**
 * The dense CRF as the paper writes it, in double: every pair of pixels is visited and the kernels
 * are exact Gaussians. For tiny images only.
 */
final class BruteForceCrf {
  private BruteForceCrf() {}

  /** (n,n): exp(-‖fᵢ - fⱼ‖²/2) of the (n,d) features. */
  static double[][] gaussian(float[] features, int dimensions) {
    int points = features.length / dimensions;
    double[][] kernel = new double[points][points];
    for (int i = 0; i < points; i++) {
      for (int j = 0; j < points; j++) {
        double squared = 0;
        for (int k = 0; k < dimensions; k++) {
          double difference = features[i * dimensions + k] - features[j * dimensions + k];
          squared += difference * difference;
        }
        kernel[i][j] = Math.exp(-squared / 2);
      }
    }
    return kernel;
  }

  /** D^(-1/2) · K · D^(-1/2) with the row sums D. */
  static double[][] normalize(double[][] kernel) {
    int points = kernel.length;
    double[] factor = new double[points];
    for (int i = 0; i < points; i++) {
      for (double value : kernel[i]) {
        factor[i] += value;
      }
      factor[i] = 1 / Math.sqrt(factor[i]);
    }
    double[][] normalized = new double[points][points];
    for (int i = 0; i < points; i++) {
      for (int j = 0; j < points; j++) {
        normalized[i][j] = factor[i] * kernel[i][j] * factor[j];
      }
    }
    return normalized;
  }

  /** Mean field: (H·W,K) marginal probabilities. */
  static float[] probabilities(
      CrfParameters parameters, byte[] rgb, int height, int width, float[] logProbabilities) {
    double[][] smoothness =
        normalize(gaussian(CrfFeatures.position(height, width, parameters.gaussianDeviation()), 2));
    double[][] appearance =
        normalize(
            gaussian(
                CrfFeatures.positionAndColor(
                    rgb,
                    height,
                    width,
                    parameters.bilateralDeviation(),
                    parameters.colorDeviation()),
                5));
    int classes = logProbabilities.length / (height * width);
    double[][] evidence = new double[height * width][classes];
    for (int i = 0; i < evidence.length; i++) {
      for (int c = 0; c < classes; c++) {
        evidence[i][c] = logProbabilities[i * classes + c];
      }
      evidence[i] = softmax(evidence[i]);
      for (int c = 0; c < classes; c++) {
        evidence[i][c] = Math.log(Math.max(evidence[i][c], 1e-5));
      }
    }
    double[][] q = new double[evidence.length][];
    for (int i = 0; i < q.length; i++) {
      q[i] = softmax(evidence[i]);
    }
    for (int iteration = 0; iteration < parameters.iterations(); iteration++) {
      double[][] next = new double[q.length][];
      for (int i = 0; i < q.length; i++) {
        double[] score = evidence[i].clone();
        for (int j = 0; j < q.length; j++) {
          double pull =
              parameters.gaussianWeight() * smoothness[i][j]
                  + parameters.bilateralWeight() * appearance[i][j];
          for (int c = 0; c < classes; c++) {
            score[c] += pull * q[j][c];
          }
        }
        next[i] = softmax(score);
      }
      q = next;
    }
    return flatten(q, classes);
  }

  private static double[] softmax(double[] scores) {
    double largest = Double.NEGATIVE_INFINITY;
    for (double score : scores) {
      largest = Math.max(largest, score);
    }
    double[] probabilities = new double[scores.length];
    double sum = 0;
    for (int c = 0; c < scores.length; c++) {
      probabilities[c] = Math.exp(scores[c] - largest);
      sum += probabilities[c];
    }
    for (int c = 0; c < scores.length; c++) {
      probabilities[c] /= sum;
    }
    return probabilities;
  }

  private static float[] flatten(double[][] rows, int columns) {
    float[] flat = new float[rows.length * columns];
    for (int i = 0; i < flat.length; i++) {
      flat[i] = (float) rows[i / columns][i % columns];
    }
    return flat;
  }
}

package ai.stego.train.report;

import ai.stego.tensor.InputException;
import ai.stego.tensor.ShapeException;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;

/**
 * Principal components of features: the directions in which they vary most. Three of them as red,
 * green and blue show what a backbone tells apart (as in Caron et al. 2021 and Oquab et al. 2023).
 *
 * <p>With features x (M,F) and their mean m, the components are the eigenvectors of (x - m)ᵀ(x - m)
 * / M with the largest eigenvalues; an eigenvector's sign is free, and is chosen so that its entry
 * of largest magnitude is positive. Computed in double precision.
 */
public final class FeaturePca {
  private final double[] mean;
  private final DMatrixRMaj components;
  private final double[] variances;

  private FeaturePca(double[] mean, DMatrixRMaj components, double[] variances) {
    this.mean = mean;
    this.components = components;
    this.variances = variances;
  }

  /**
   * Finds the components.
   *
   * @param features (M,F), row-major, finite
   * @param width F
   * @param count how many components, 1 to F
   * @return the components, the one of largest variance first
   * @throws ShapeException if the features are no rows of F, or the count is not within 1..F
   * @throws InputException if a feature is not finite
   */
  public static FeaturePca fit(float[] features, int width, int count) {
    ShapeException.require(
        width > 0 && features.length > 0 && features.length % width == 0,
        "principal components: features",
        "rows of " + width + " values",
        features.length + " values");
    ShapeException.require(
        count >= 1 && count <= width,
        "principal components: count",
        "1 to " + width,
        Integer.toString(count));
    int rows = features.length / width;
    double[] mean = mean(features, rows, width);
    DMatrixRMaj centred = centred(features, rows, mean);
    DMatrixRMaj covariance = new DMatrixRMaj(width, width);
    CommonOps_DDRM.multTransA(1.0 / rows, centred, centred, covariance);
    return decomposed(covariance, mean, count);
  }

  private static double[] mean(float[] features, int rows, int width) {
    double[] mean = new double[width];
    for (int i = 0; i < features.length; i++) {
      mean[i % width] += features[i];
    }
    for (int k = 0; k < width; k++) {
      mean[k] /= rows;
      if (!Double.isFinite(mean[k])) {
        throw new InputException("principal components: feature " + k + " is not finite");
      }
    }
    return mean;
  }

  private static DMatrixRMaj centred(float[] features, int rows, double[] mean) {
    DMatrixRMaj centred = new DMatrixRMaj(rows, mean.length);
    for (int i = 0; i < features.length; i++) {
      centred.data[i] = features[i] - mean[i % mean.length];
    }
    return centred;
  }

  private static FeaturePca decomposed(DMatrixRMaj covariance, double[] mean, int count) {
    int width = mean.length;
    EigenDecomposition_F64<DMatrixRMaj> solver = DecompositionFactory_DDRM.eig(width, true, true);
    if (!solver.decompose(covariance)) {
      throw new InputException("principal components: the eigenvalues could not be found");
    }
    int[] order =
        IntStream.range(0, width)
            .boxed()
            .sorted(
                Comparator.comparingDouble((Integer k) -> solver.getEigenvalue(k).getReal())
                    .reversed())
            .mapToInt(Integer::intValue)
            .limit(count)
            .toArray();
    DMatrixRMaj components = new DMatrixRMaj(count, width);
    double[] variances = new double[count];
    for (int c = 0; c < count; c++) {
      variances[c] = Math.max(0, solver.getEigenvalue(order[c]).getReal());
      double[] vector = solver.getEigenVector(order[c]).data;
      double sign = sign(vector);
      for (int k = 0; k < width; k++) {
        components.set(c, k, sign * vector[k]);
      }
    }
    return new FeaturePca(mean, components, variances);
  }

  private static double sign(double[] vector) {
    double largest = 0;
    for (double value : vector) {
      if (Math.abs(value) > Math.abs(largest)) {
        largest = value;
      }
    }
    return largest < 0 ? -1 : 1;
  }

  /**
   * How many components there are.
   *
   * @return the count given to {@link #fit}
   */
  public int count() {
    return variances.length;
  }

  /**
   * The variance along each component.
   *
   * @return the eigenvalues, falling; a copy
   */
  public double[] variances() {
    return variances.clone();
  }

  /**
   * Coordinates of features along the components.
   *
   * @param features (M,F), row-major
   * @return (M,count): component · (x - mean)
   * @throws ShapeException if the features are no rows of F
   */
  public float[] project(float[] features) {
    int width = mean.length;
    ShapeException.require(
        features.length % width == 0,
        "principal components: features",
        "rows of " + width + " values",
        features.length + " values");
    int rows = features.length / width;
    DMatrixRMaj result = new DMatrixRMaj(rows, count());
    CommonOps_DDRM.multTransB(centred(features, rows, mean), components, result);
    float[] coordinates = new float[rows * count()];
    for (int i = 0; i < coordinates.length; i++) {
      coordinates[i] = (float) result.data[i];
    }
    return coordinates;
  }
}

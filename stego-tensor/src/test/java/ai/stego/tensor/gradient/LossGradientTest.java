package ai.stego.tensor.gradient;

import static ai.stego.tensor.testing.FiniteDifferences.doubles;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.stego.tensor.Backend;
import ai.stego.tensor.CorrespondenceForm;
import ai.stego.tensor.Scope;
import ai.stego.tensor.Shape;
import ai.stego.tensor.Tensor;
import ai.stego.tensor.testing.FiniteDifferences;
import ai.stego.tensor.testing.TestBackends;
import ai.stego.tensor.testing.Values;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Losses and their gradients against the formulas in double and finite differences of them. */
class LossGradientTest {
  private static void close(String what, double expected, float actual) {
    assertEquals(expected, actual, 2e-6 + 1e-5 * Math.abs(expected), what);
  }

  @ParameterizedTest
  @MethodSource("ai.stego.tensor.testing.TestBackends#names")
  void crossEntropyWithIgnoredLabels(String name) {
    int[][] shapes = {{1, 1}, {7, 2}, {9, 27}, {27, 8}, {5, 70}};
    try (Backend backend = TestBackends.open(name);
        Scope scope = backend.scope()) {
      for (int[] s : shapes) {
        Values values = new Values("cross entropy " + s[1]);
        float[] logits = values.array(s[0] * s[1]);
        int[] labels = values.indices(s[0], s[1] + 2);
        labels[0] = 1;
        for (int i = 0; i < s[0]; i++) {
          labels[i]--;
        }
        Tensor loss = scope.tensor(1);
        Tensor gradient = scope.tensor(s[0], s[1]);
        backend.loss().crossEntropy(scope.tensor(Shape.of(s), logits), labels, loss, gradient);
        close(name, crossEntropy(doubles(logits), labels, s[1]), loss.toArray()[0]);
        FiniteDifferences.check(
            name, x -> crossEntropy(x, labels, s[1]), logits, gradient.toArray());
      }
    }
  }

  private static double crossEntropy(double[] logits, int[] labels, int classes) {
    double sum = 0;
    int count = 0;
    for (int m = 0; m < labels.length; m++) {
      if (labels[m] >= 0 && labels[m] < classes) {
        double all = 0;
        for (int k = 0; k < classes; k++) {
          all += Math.exp(logits[m * classes + k]);
        }
        sum -= Math.log(Math.exp(logits[m * classes + labels[m]]) / all);
        count++;
      }
    }
    return sum / count;
  }

  @ParameterizedTest
  @MethodSource("ai.stego.tensor.testing.TestBackends#names")
  void clusterLoss(String name) {
    int[][] shapes = {{1, 1, 1}, {7, 9, 5}, {27, 10, 3}, {70, 27, 8}};
    try (Backend backend = TestBackends.open(name);
        Scope scope = backend.scope()) {
      for (int[] s : shapes) {
        Values values = new Values("cluster loss " + s[0]);
        float[] codes = values.array(s[0] * s[1]);
        float[] centroids = values.array(s[2] * s[1]);
        Tensor loss = scope.tensor(1);
        Tensor gradient = scope.tensor(s[2], s[1]);
        backend
            .loss()
            .clusterLoss(
                scope.tensor(Shape.of(s[0], s[1]), codes),
                scope.tensor(Shape.of(s[2], s[1]), centroids),
                loss,
                gradient);
        double expected = clusterLoss(doubles(codes), doubles(centroids), s[1]);
        close(name, expected, loss.toArray()[0]);
        FiniteDifferences.check(
            name, c -> clusterLoss(doubles(codes), c, s[1]), centroids, gradient.toArray());
      }
    }
  }

  private static double clusterLoss(double[] codes, double[] centroids, int width) {
    double sum = 0;
    for (int m = 0; m < codes.length; m += width) {
      double best = Double.NEGATIVE_INFINITY;
      for (int k = 0; k < centroids.length; k += width) {
        double norms = Math.sqrt(dot(codes, m, codes, m, width));
        norms *= Math.sqrt(dot(centroids, k, centroids, k, width));
        best = Math.max(best, dot(codes, m, centroids, k, width) / norms);
      }
      sum -= best;
    }
    int rows = codes.length / width;
    return sum / rows;
  }

  private static double dot(double[] a, int aAt, double[] b, int bAt, int width) {
    double sum = 0;
    for (int i = 0; i < width; i++) {
      sum += a[aAt + i] * b[bAt + i];
    }
    return sum;
  }

  @ParameterizedTest
  @MethodSource("ai.stego.tensor.testing.TestBackends#names")
  void correspondenceInAllItsForms(String name) {
    int[][] shapes = {{1, 1, 1, 1}, {2, 7, 9, 3}, {3, 9, 27, 5}};
    try (Backend backend = TestBackends.open(name);
        Scope scope = backend.scope()) {
      for (int[] shape : shapes) {
        for (int bits = 0; bits < 8; bits++) {
          CorrespondenceForm form =
              new CorrespondenceForm((bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0, 0.12f);
          new Correspondence(shape, form).check(backend, scope);
        }
      }
    }
  }

  /** One correspondence loss; rows need not be of unit length for its formula to hold. */
  private static final class Correspondence {
    private final int[] shape;
    private final CorrespondenceForm form;
    private final float[][] inputs = new float[4][];

    Correspondence(int[] shape, CorrespondenceForm form) {
      this.shape = shape;
      this.form = form;
      Values values = new Values("correspondence " + shape[1]);
      for (int i = 0; i < inputs.length; i++) {
        int width = i < 2 ? shape[2] : shape[3];
        inputs[i] = values.array(shape[0] * shape[1] * width);
        for (int at = 0; at < inputs[i].length; at++) {
          inputs[i][at] /= (float) Math.sqrt(width);
        }
      }
    }

    void check(Backend backend, Scope scope) {
      Tensor[] in = new Tensor[inputs.length];
      for (int i = 0; i < in.length; i++) {
        Shape axes = Shape.of(shape[0], shape[1], i < 2 ? shape[2] : shape[3]);
        in[i] = scope.tensor(axes, inputs[i]);
      }
      Tensor statistics = scope.tensor(3);
      Tensor s = scope.tensor(in[2].shape());
      Tensor t = scope.tensor(in[3].shape());
      backend.loss().correspondence(in[0], in[1], in[2], in[3], form, statistics, s, t);
      double[][] x = new double[inputs.length][];
      for (int i = 0; i < x.length; i++) {
        x[i] = doubles(inputs[i]);
      }
      String what = backend.name() + " " + form;
      double[] expected = statistics(x[0], x[1], x[2], x[3]);
      for (int i = 0; i < expected.length; i++) {
        close(what, expected[i], statistics.toArray()[i]);
      }
      FiniteDifferences.check(
          what, y -> statistics(x[0], x[1], y, x[3])[0], inputs[2], s.toArray());
      FiniteDifferences.check(
          what, y -> statistics(x[0], x[1], x[2], y)[0], inputs[3], t.toArray());
    }

    /** Step by step as the paper has it: all cosines, centred along one axis, then as a whole. */
    private double[] statistics(double[] f, double[] g, double[] s, double[] t) {
      double[] features = products(f, g, shape[2]);
      double[] codes = products(s, t, shape[3]);
      double mean = mean(features, 0, features.length);
      double[] centred = features.clone();
      if (form.pointwise()) {
        for (int row = 0; row < centred.length; row += shape[1]) {
          double rowMean = mean(features, row, shape[1]);
          for (int j = row; j < row + shape[1]; j++) {
            centred[j] -= rowMean;
          }
        }
        double rest = mean(centred, 0, centred.length);
        for (int i = 0; i < centred.length; i++) {
          centred[i] += mean - rest;
        }
      }
      double loss = 0;
      for (int i = 0; i < codes.length; i++) {
        double least = form.zeroClamp() ? 0 : -9999;
        double greatest = form.stabilized() ? 0.8f : Double.MAX_VALUE;
        double clamped = Math.min(greatest, Math.max(least, codes[i]));
        loss -= clamped * (centred[i] - form.shift());
      }
      return new double[] {loss / codes.length, mean(codes, 0, codes.length), mean};
    }

    private double[] products(double[] a, double[] b, int width) {
      int p = shape[1];
      double[] out = new double[shape[0] * p * p];
      for (int i = 0; i < out.length; i++) {
        int first = i / p * width;
        int second = (i / p / p * p + i % p) * width;
        out[i] = dot(a, first, b, second, width);
      }
      return out;
    }

    private static double mean(double[] x, int from, int count) {
      double sum = 0;
      for (int i = from; i < from + count; i++) {
        sum += x[i];
      }
      return sum / count;
    }
  }
}

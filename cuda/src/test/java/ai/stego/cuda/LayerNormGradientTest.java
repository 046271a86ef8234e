package ai.stego.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import ai.stego.tensor.Precision;
import ai.stego.tensor.Tensor;
import ai.stego.tensor.extent.RowExtents;
import ai.stego.tensor.testing.Close;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The backward kernels of layer norm against finite differences in double. */
class LayerNormGradientTest {
  private static final double EPSILON = 1e-3f;

  /** Σ outGradient·(gamma·unit(x) + beta) in double. */
  private static double loss(double[] x, double[] gamma, double[] beta, double[] above) {
    int width = gamma.length;
    double loss = 0;
    for (int row = 0; row < x.length / width; row++) {
      double mean = 0;
      double variance = 0;
      for (int c = 0; c < width; c++) {
        mean += x[row * width + c] / width;
      }
      for (int c = 0; c < width; c++) {
        variance += (x[row * width + c] - mean) * (x[row * width + c] - mean) / width;
      }
      for (int c = 0; c < width; c++) {
        double unit = (x[row * width + c] - mean) / Math.sqrt(variance + EPSILON);
        loss += above[row * width + c] * (gamma[c] * unit + beta[c]);
      }
    }
    return loss;
  }

  /** One half plus the derivative by each value of one of the arguments. */
  private static float[] differences(
      double[] of, double[] x, double[] gamma, double[] beta, double[] above) {
    float[] slopes = new float[of.length];
    double step = 1e-5;
    for (int i = 0; i < of.length; i++) {
      double value = of[i];
      of[i] = value + step;
      double right = loss(x, gamma, beta, above);
      of[i] = value - step;
      double left = loss(x, gamma, beta, above);
      of[i] = value;
      slopes[i] = (float) (0.5 + (right - left) / (2 * step));
    }
    return slopes;
  }

  private static double[] halves(int count) {
    double[] halves = new double[count];
    Arrays.fill(halves, 0.5);
    return halves;
  }

  /** The gradients of x, gamma and beta, each added to halves. */
  private static float[][] run(double[] x, double[] gamma, double[] above) {
    int width = gamma.length;
    try (KernelRoom room = new KernelRoom(Precision.FLOAT32)) {
      Tensor xGradient = room.put(halves(x.length), 3);
      Tensor gammaGradient = room.put(halves(width), 1);
      Tensor betaGradient = room.put(halves(width), 2);
      new CudaLayerNorm(room.context())
          .gradient(
              new RowExtents(x.length / width, width),
              room.at(room.put(x, 1)),
              room.at(room.put(gamma, 1)),
              (float) EPSILON,
              room.at(room.put(above, 2)),
              room.at(xGradient),
              room.at(gammaGradient),
              room.at(betaGradient));
      return new float[][] {xGradient.toArray(), gammaGradient.toArray(), betaGradient.toArray()};
    }
  }

  @ParameterizedTest(name = "{0} rows of {1}")
  @CsvSource({"1, 7", "9, 27", "35, 8", "3, 130", "2, 400", "1, 801"})
  void agreesWithFiniteDifferences(int rows, int width) {
    double[] x = PackedHeads.normal("x", rows * width);
    double[] gamma = PackedHeads.normal("gamma", width);
    double[] beta = PackedHeads.normal("beta", width);
    double[] above = PackedHeads.normal("above", rows * width);
    float[][] actual = run(x, gamma, above);
    double[][] of = {x, gamma, beta};
    String[] names = {"x", "gamma", "beta"};
    for (int i = 0; i < 3; i++) {
      float[] expected = differences(of[i], x, gamma, beta, above);
      Close.assertClose(names[i] + " gradient", expected, actual[i], 3e-5, 2e-5);
      assertArrayEquals(actual[i], run(x, gamma, above)[i], "the same bits again");
    }
  }
}

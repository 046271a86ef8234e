package ai.stego.tensor.gradient;

import ai.stego.tensor.Backend;
import ai.stego.tensor.Interpolation;
import ai.stego.tensor.Scope;
import ai.stego.tensor.Shape;
import ai.stego.tensor.Tensor;
import ai.stego.tensor.testing.FiniteDifferences;
import ai.stego.tensor.testing.TestBackends;
import ai.stego.tensor.testing.Values;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Gradients of resizing and sampling against finite differences of the formulas. */
class MapGradientTest {
  private static final int[][] SHAPES = {
    {1, 1, 1, 1, 3, 2}, {2, 3, 4, 9, 7, 5}, {1, 7, 5, 2, 3, 4}, {2, 2, 3, 11, 8, 9}
  };

  /** Reads a map at (row, column), beyond the border the border. */
  private static double pixel(double[] maps, int[] s, int image, int row, int column, int channel) {
    int y = Math.max(0, Math.min(s[1] - 1, row));
    int x = Math.max(0, Math.min(s[2] - 1, column));
    return maps[((image * s[1] + y) * s[2] + x) * s[3] + channel];
  }

  /** Keys' cubic kernel with a = -0.75, or the triangle. */
  private static double kernel(Interpolation interpolation, double distance) {
    double d = Math.abs(distance);
    if (interpolation == Interpolation.BILINEAR) {
      return Math.max(0, 1 - d);
    }
    double a = -0.75;
    if (d <= 1) {
      return (a + 2) * d * d * d - (a + 3) * d * d + 1;
    }
    return d < 2 ? a * (d * d * d - 5 * d * d + 8 * d - 4) : 0;
  }

  /** The sum of all pixels near (row, column) times the kernel on both axes. */
  private static double read(
      Interpolation interpolation, double[] maps, int[] s, int at, double row, double column) {
    double sum = 0;
    for (int y = (int) Math.floor(row) - 2; y <= row + 3; y++) {
      for (int x = (int) Math.floor(column) - 2; x <= column + 3; x++) {
        double weight = kernel(interpolation, row - y) * kernel(interpolation, column - x);
        sum += weight * pixel(maps, s, at / s[3], y, x, at % s[3]);
      }
    }
    return sum;
  }

  private static double source(Interpolation interpolation, int i, double scale) {
    double at = (i + 0.5) / scale - 0.5;
    return interpolation == Interpolation.BILINEAR ? Math.max(0, at) : at;
  }

  @ParameterizedTest
  @MethodSource("ai.stego.tensor.testing.TestBackends#names")
  void ofResizing(String name) {
    try (Backend backend = TestBackends.open(name);
        Scope scope = backend.scope()) {
      for (int[] s : SHAPES) {
        for (Interpolation interpolation : Interpolation.values()) {
          resize(backend, scope, s, interpolation);
        }
      }
    }
  }

  private static void resize(Backend backend, Scope scope, int[] s, Interpolation interpolation) {
    Values values = new Values("resize " + s[1]);
    float[] x = values.array(s[0] * s[1] * s[2] * s[3]);
    float[] weights = values.array(s[0] * s[4] * s[5] * s[3]);
    double scaleH = (s[4] + 0.1) / s[1];
    double scaleW = s[5] / (double) s[2];
    Tensor gradient = scope.tensor(Shape.of(s[0], s[1], s[2], s[3]), new float[x.length]);
    Tensor from = scope.tensor(Shape.of(s[0], s[4], s[5], s[3]), weights);
    backend.image().resizeGradient(from, interpolation, scaleH, scaleW, gradient);
    FiniteDifferences.check(
        backend.name() + " " + interpolation,
        maps -> {
          double sum = 0;
          for (int at = 0; at < weights.length; at++) {
            int channel = at % s[3];
            double column = source(interpolation, at / s[3] % s[5], scaleW);
            double row = source(interpolation, at / s[3] / s[5] % s[4], scaleH);
            int image = at / s[3] / s[5] / s[4];
            int map = image * s[3] + channel;
            sum += weights[at] * read(interpolation, maps, s, map, row, column);
          }
          return sum;
        },
        x,
        gradient.toArray());
  }

  @ParameterizedTest
  @MethodSource("ai.stego.tensor.testing.TestBackends#names")
  void ofSamplingChosenMaps(String name) {
    try (Backend backend = TestBackends.open(name);
        Scope scope = backend.scope()) {
      for (int[] s : SHAPES) {
        sample(backend, scope, s);
      }
    }
  }

  private static void sample(Backend backend, Scope scope, int[] s) {
    int groups = 2 * s[0] + 1;
    int points = s[4] * s[5];
    Values values = new Values("sample " + s[1]);
    float[] x = values.array(s[0] * s[1] * s[2] * s[3]);
    float[] weights = values.array(groups * points * s[3]);
    float[] places = values.array(groups * points * 2);
    int[] images = values.indices(groups, s[0]);
    Tensor gradient = scope.tensor(Shape.of(s[0], s[1], s[2], s[3]), new float[x.length]);
    backend
        .image()
        .sampleGradient(
            scope.tensor(Shape.of(groups, s[4], s[5], s[3]), weights),
            images,
            scope.tensor(Shape.of(groups, s[4], s[5], 2), places),
            gradient);
    FiniteDifferences.check(
        backend.name(),
        maps -> {
          double sum = 0;
          for (int at = 0; at < weights.length; at++) {
            int place = at / s[3];
            double column = position(places[2 * place], s[2]);
            double row = position(places[2 * place + 1], s[1]);
            int map = images[place / points] * s[3] + at % s[3];
            sum += weights[at] * read(Interpolation.BILINEAR, maps, s, map, row, column);
          }
          return sum;
        },
        x,
        gradient.toArray());
  }

  /** -1 and 1 are the centres of the first and the last pixel. */
  private static double position(double coordinate, int extent) {
    return (Math.max(-1, Math.min(1, coordinate)) + 1) / 2 * (extent - 1);
  }
}

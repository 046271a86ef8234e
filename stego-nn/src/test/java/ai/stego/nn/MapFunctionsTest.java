package ai.stego.nn;

import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.stego.tensor.Backend;
import ai.stego.tensor.InputException;
import ai.stego.tensor.Interpolation;
import ai.stego.tensor.ShapeException;
import ai.stego.tensor.Tensor;
import ai.stego.tensor.testing.TestBackends;
import ai.stego.tensor.testing.Values;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Functions of maps against double, values and gradients. */
class MapFunctionsTest {
  private static final String BACKENDS = "ai.stego.tensor.testing.TestBackends#names";

  @ParameterizedTest
  @MethodSource(BACKENDS)
  void normalizeLosesWhatIsAlongTheRow(String name) {
    for (int[] axes : new int[][] {{1, 1}, {7, 5}, {2, 3, 27}, {3, 70}}) {
      try (Backend backend = TestBackends.open(name)) {
        GradientCheck.check(
            backend,
            in -> MapFunctions.normalize(in[0]),
            in -> Formulas.normalize(in[0], axes[axes.length - 1]),
            axes);
      }
    }
  }

  @ParameterizedTest
  @MethodSource(BACKENDS)
  void resizingGathersTheGradientByTheSameWeights(String name) {
    int[][] extents = {{1, 1, 4, 3}, {5, 7, 12, 8}, {6, 9, 4, 5}, {3, 3, 3, 3}};
    for (int[] hw : extents) {
      for (Interpolation interpolation : Interpolation.values()) {
        try (Backend backend = TestBackends.open(name)) {
          GradientCheck.check(
              backend,
              in -> MapFunctions.resize(in[0], interpolation, hw[2], hw[3]),
              in -> resize(in[0], hw, 3, interpolation == Interpolation.BICUBIC),
              new int[] {2, hw[0], hw[1], 3});
        }
      }
    }
  }

  /** (B,h,w,C) to (B,H,W,C): both axes by their matrices. */
  private static double[] resize(double[] x, int[] hw, int channels, boolean cubic) {
    double[] rows = Formulas.resizeMatrix(hw[0], hw[2], cubic);
    double[] columns = Formulas.resizeMatrix(hw[1], hw[3], cubic);
    int images = x.length / (hw[0] * hw[1] * channels);
    double[] y = new double[images * hw[2] * hw[3] * channels];
    for (int out = 0; out < y.length; out++) {
      int c = out % channels;
      int column = out / channels % hw[3];
      int row = out / channels / hw[3] % hw[2];
      int image = out / channels / hw[3] / hw[2];
      for (int i = 0; i < hw[0]; i++) {
        for (int j = 0; j < hw[1]; j++) {
          y[out] +=
              rows[row * hw[0] + i]
                  * columns[column * hw[1] + j]
                  * x[((image * hw[0] + i) * hw[1] + j) * channels + c];
        }
      }
    }
    return y;
  }

  @ParameterizedTest
  @MethodSource(BACKENDS)
  void samplingGathersTheGradientByTheSameWeights(String name) {
    int[][] maps = {{3, 5, 7, 4}, {2, 1, 6, 1}, {2, 4, 4, 27}};
    int[] images = {1, 0, 1, 1};
    float[] at = new Values("coordinates").array(images.length * 3 * 2 * 2);
    for (int[] map : maps) {
      try (Backend backend = TestBackends.open(name)) {
        GradientCheck.check(
            backend,
            in -> {
              Tensor coordinates = in[0].tape().tensor(images.length, 3, 2, 2).write(at);
              return MapFunctions.sample(in[0], images, coordinates);
            },
            in -> sample(in[0], map, images, at),
            map);
      }
    }
  }

  private static double[] sample(double[] x, int[] map, int[] images, float[] at) {
    int[] extents = {map[1], map[2], map[3]};
    int size = map[1] * map[2] * map[3];
    int samples = at.length / 2 / images.length;
    double[] y = new double[at.length / 2 * map[3]];
    for (int i = 0; i < at.length / 2; i++) {
      int offset = images[i / samples] * size;
      double[] sample = Formulas.sample(x, offset, extents, at[2 * i], at[2 * i + 1]);
      System.arraycopy(sample, 0, y, i * map[3], map[3]);
    }
    return y;
  }

  @Test
  void shapesAndIndicesThatDoNotFitAreRefused() {
    try (Backend backend = TestBackends.open("scalar");
        Tape tape = new Tape(backend)) {
      Var row = tape.constant(tape.tensor(3));
      Var map = tape.constant(tape.tensor(2, 3, 3, 4));
      Tensor coordinates = tape.tensor(1, 2, 2, 2).write(new float[8]);
      assertThrows(
          ShapeException.class, () -> MapFunctions.resize(row, Interpolation.BILINEAR, 2, 2));
      assertThrows(
          ShapeException.class, () -> MapFunctions.sample(row, new int[] {0}, coordinates));
      assertThrows(
          ShapeException.class, () -> MapFunctions.sample(map, new int[] {0}, row.value()));
      assertThrows(
          InputException.class, () -> MapFunctions.sample(map, new int[] {2}, coordinates));
    }
  }
}

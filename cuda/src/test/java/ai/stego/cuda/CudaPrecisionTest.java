package ai.stego.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.stego.tensor.Backend;
import ai.stego.tensor.BackendOptions;
import ai.stego.tensor.Epilogue;
import ai.stego.tensor.PackedWeight;
import ai.stego.tensor.Precision;
import ai.stego.tensor.Scope;
import ai.stego.tensor.Tensor;
import ai.stego.tensor.testing.Values;
import java.util.function.UnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Products on tensor cores. A significand of p bits rounds by at most 2^-p of a value, so a product
 * of two rounded values is off by at most 2·2^-p + 4^-p of itself, and a sum by that of Σ|a||b|;
 * adding up in float32 and the activation take the rest.
 */
class CudaPrecisionTest {
  private static final int[][] SHAPES = {
    {1, 1, 1}, {1, 70, 27}, {7, 27, 9}, {70, 97, 27}, {129, 40, 131}, {33, 530, 20}
  };
  private static final double SUMMING = 1e-5;

  private static double roundingOf(Precision precision) {
    return switch (precision) {
      case FLOAT32 -> 0x1p-24;
      case TF32, FP16 -> 0x1p-11;
      case BF16 -> 0x1p-8;
    };
  }

  /** An operand as it lies in memory, transposed or not, at an odd address or at a round one. */
  private record Operand(float[] values, int rows, int columns, boolean transposed) {
    static Operand of(Values values, int rows, int columns, boolean transposed) {
      return new Operand(values.array(rows * columns), rows, columns, transposed);
    }

    Operand map(UnaryOperator<Float> function) {
      float[] mapped = values.clone();
      for (int i = 0; i < mapped.length; i++) {
        mapped[i] = function.apply(mapped[i]);
      }
      return new Operand(mapped, rows, columns, transposed);
    }

    double at(int row, int column) {
      return values[transposed ? column * rows + row : row * columns + column];
    }

    Tensor on(Scope scope, int margin) {
      Tensor whole = scope.tensor(values.length + 2 * margin);
      Tensor part = whole.range(margin, margin + values.length).write(values);
      return transposed ? part.reshape(columns, rows) : part.reshape(rows, columns);
    }
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void productsAreAsCloseAsTheSignificandAllows(Precision precision) {
    try (Backend cuda = open(precision)) {
      double worst = 0;
      for (int[] s : SHAPES) {
        for (int sides = 0; sides < 4; sides++) {
          Values values = new Values("precision " + sides);
          Operand a = Operand.of(values, s[0], s[1], (sides & 1) != 0);
          Operand b = Operand.of(values, s[1], s[2], (sides & 2) != 0);
          float[] out = product(cuda, a, b, 0);
          worst = Math.max(worst, checkClose(precision, a, b, out));
        }
      }
      assertPrecisionShows(precision, worst);
    }
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void linearLayersAreAsCloseAsTheSignificandAllows(Precision precision) {
    try (Backend cuda = open(precision)) {
      double worst = 0;
      for (int[] s : SHAPES) {
        for (int margin : new int[] {0, 3}) {
          Values values = new Values("linear");
          Operand x = Operand.of(values, s[0], s[1], false);
          Operand w = Operand.of(values, s[1], s[2], true);
          float[] out = linear(cuda, x, w, null, Epilogue.NONE, margin);
          worst = Math.max(worst, checkClose(precision, x, w, out));
        }
      }
      assertPrecisionShows(precision, worst);
    }
  }

  /** What every precision can represent, every precision must get right to the last bit. */
  @ParameterizedTest
  @EnumSource(Precision.class)
  void smallWholeNumbersAreMultipliedExactly(Precision precision) {
    try (Backend cuda = open(precision)) {
      for (int[] s : SHAPES) {
        for (int sides = 0; sides < 4; sides++) {
          Values values = new Values("whole numbers " + sides);
          UnaryOperator<Float> whole = v -> (float) Math.rint(4 * v);
          Operand a = Operand.of(values, s[0], s[1], (sides & 1) != 0).map(whole);
          Operand b = Operand.of(values, s[1], s[2], (sides & 2) != 0).map(whole);
          float[] expected = new float[s[0] * s[2]];
          for (int i = 0; i < expected.length; i++) {
            expected[i] = (float) sums(a, b, i / s[2], i % s[2])[0];
          }
          assertArrayEquals(expected, product(cuda, a, b, 3), "product " + precision);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void biasAndEpilogueAreInFloat32(Precision precision) {
    try (Backend cuda = open(precision)) {
      for (int[] s : new int[][] {{7, 27, 9}, {33, 530, 20}, {70, 8, 132}}) {
        Values values = new Values("epilogues");
        UnaryOperator<Float> whole = v -> (float) Math.rint(2 * v) / 8;
        Operand x = Operand.of(values, s[0], s[1], false).map(whole);
        Operand w = Operand.of(values, s[1], s[2], true).map(whole);
        float[] bias = values.array(s[2]);
        for (Epilogue epilogue : Epilogue.values()) {
          for (int margin : new int[] {0, 3}) {
            float[] out = linear(cuda, x, w, bias, epilogue, margin);
            for (int i = 0; i < out.length; i++) {
              double y = sums(x, w, i / s[2], i % s[2])[0] + bias[i % s[2]];
              double expected = after(epilogue, y);
              assertTrue(
                  Math.abs(out[i] - expected) <= 1e-5 + 1e-6 * Math.abs(y),
                  epilogue + " of " + y + ": expected " + expected + ", got " + out[i]);
            }
          }
        }
      }
    }
  }

  private static double after(Epilogue epilogue, double y) {
    return switch (epilogue) {
      case NONE -> y;
      case RELU -> Math.max(y, 0);
      case GELU -> ai.stego.tensor.cpu.ErrorFunction.gelu((float) y);
      case ACCUMULATE -> y + 1;
    };
  }

  private static Backend open(Precision precision) {
    return new CudaBackend(TestDevices.open(), new BackendOptions(1, precision, 0));
  }

  private static float[] product(Backend cuda, Operand a, Operand b, int margin) {
    try (Scope scope = cuda.scope()) {
      Tensor out = scope.tensor(a.rows, b.columns);
      cuda.matrix()
          .product(
              a.on(scope, margin),
              a.transposed,
              b.on(scope, margin),
              b.transposed,
              Epilogue.NONE,
              out);
      return out.toArray();
    }
  }

  /** The layer's outputs; with ACCUMULATE they are added to 1. */
  private static float[] linear(
      Backend cuda, Operand x, Operand w, float[] bias, Epilogue epilogue, int margin) {
    try (Scope scope = cuda.scope()) {
      Tensor b = bias == null ? null : scope.tensor(bias.length).write(bias);
      PackedWeight weight = cuda.matrix().pack(w.on(scope, margin), b, scope);
      int count = x.rows * w.columns;
      Tensor out = scope.tensor(count + margin).range(margin, margin + count);
      out = out.reshape(x.rows, w.columns);
      cuda.matrix().fill(epilogue == Epilogue.ACCUMULATE ? 1 : Float.NaN, out);
      cuda.matrix().linear(x.on(scope, margin), weight, epilogue, out);
      return out.toArray();
    }
  }

  /** The sum of products and of their absolute values, in double. */
  private static double[] sums(Operand a, Operand b, int row, int column) {
    double sum = 0;
    double absolute = 0;
    for (int k = 0; k < a.columns; k++) {
      sum += a.at(row, k) * b.at(k, column);
      absolute += Math.abs(a.at(row, k) * b.at(k, column));
    }
    return new double[] {sum, absolute};
  }

  /** The worst error as a part of Σ|a||b|. */
  private static double checkClose(Precision precision, Operand a, Operand b, float[] out) {
    double rounding = roundingOf(precision);
    double worst = 0;
    for (int i = 0; i < out.length; i++) {
      double[] sums = sums(a, b, i / b.columns, i % b.columns);
      double error = Math.abs(out[i] - sums[0]) / sums[1];
      assertTrue(
          error <= 2 * rounding + rounding * rounding + SUMMING,
          precision + " " + a.rows + " x " + a.columns + " x " + b.columns + ": " + error);
      worst = Math.max(worst, error);
    }
    return worst;
  }

  /** Float32 is honest, and the others are what they are called. */
  private static void assertPrecisionShows(Precision precision, double worst) {
    if (precision == Precision.FLOAT32) {
      assertTrue(worst < 1e-6, "float32 is off by " + worst);
    } else {
      assertTrue(worst > roundingOf(precision) / 4, precision + " is off by only " + worst);
    }
  }
}
